import type { CameraMode } from './parse-camera-modes.ts';

/** A step from 1280x720 at 30 to 15, from there to 640x480 at 30: the sizes and rates that cameras have. */
const STEP = 0.7;

type Mode = Pick<CameraMode, 'format' | 'width' | 'height' | 'framesPerSecond'>;

/**
 * Modes that a camera has and does not start in: on a USB bus without room for them (ENOSPC), or with a driver that
 * promises too much. Found by trying, a good step down each time, so that few tries are needed.
 */
export class RefusedModes {
  /** Pixels a second that are still worth a try, by camera and format. */
  readonly #limits = new Map<string, number>();

  refuse(device: string, mode: Mode): void {
    this.#limits.set(keyOf(device, mode), pixelsPerSecond(mode) * STEP);
  }

  allows(device: string, mode: Mode): boolean {
    return pixelsPerSecond(mode) <= (this.#limits.get(keyOf(device, mode)) ?? Infinity);
  }

  /** Forgets them after something was unplugged, or after some time: there may be room now. */
  forget(): void {
    this.#limits.clear();
  }
}

function keyOf(device: string, { format }: Mode): string {
  return `${format} ${device}`;
}

function pixelsPerSecond({ width, height, framesPerSecond }: Mode): number {
  return width * height * framesPerSecond;
}
