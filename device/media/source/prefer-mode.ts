import type { CameraMode } from './parse-camera-modes.ts';

export interface Wanted {
  width: number;
  height: number;
  framesPerSecond: number;
}

/** Below this a speaker's gestures jump; YUYV on USB 2 gives 8-10 at 720p and 5 at 1080p. */
const SLOWEST_WELCOME = 10;
/** 29.97 is as good as 30. */
const RATE_TOLERANCE = 0.5;

/**
 * Order of preference among modes that can be decoded, best first: fast enough, then the wanted size, then the next
 * smaller, then the next larger; MJPEG before raw at the same size; then the rate nearest to the wanted, from above.
 */
export function preferMode(wanted: Wanted): (one: CameraMode, other: CameraMode) => number {
  return (one, other) => {
    const theirs = rank(other, wanted);
    const difference = rank(one, wanted).map((value, at) => value - (theirs[at] ?? 0));
    return difference.find((value) => value !== 0) ?? 0;
  };
}

/** Smaller is better, the first number that differs decides. */
function rank(mode: CameraMode, wanted: Wanted): number[] {
  const isTooSlow = mode.framesPerSecond < Math.min(SLOWEST_WELCOME, wanted.framesPerSecond) - RATE_TOLERANCE;
  const isTooLarge = mode.width > wanted.width || mode.height > wanted.height;
  const pixelsOff = Math.abs(mode.width * mode.height - wanted.width * wanted.height);
  const rateOff = mode.framesPerSecond - wanted.framesPerSecond;
  return [
    Number(isTooSlow),
    Number(isTooLarge),
    pixelsOff,
    Number(mode.format === 'raw'),
    Number(rateOff < -RATE_TOLERANCE),
    Math.abs(rateOff),
  ];
}
