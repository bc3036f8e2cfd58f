/** Chooses the one reduced rendition for all destinations together. Pure. */
import type { Settings } from '../settings/settings-schema.ts';
import type { ReducedPicture, RenditionRequest } from './capture/programme/reduced-picture.ts';
import type { Demand } from './publisher/paced-feed.ts';
import { lower, type SentQuality } from './publisher/quality-level.ts';

const REDUCED_HEIGHT = 360;
const REDUCED_FRAMES_PER_SECOND = 15;
/** Rate of pictures that browsers' players need, with a keyframe each 2 s, in order not to stall. */
const STILLS_PER_SECOND = 1;
const VOICE_PICTURE_HEIGHT = 90;

/** Serves the destination with the thinnest link: each that reads it must be able to carry it. */
export function renditionRequest({ camera, encoder }: Settings, demands: Demand[]): RenditionRequest {
  const [first, ...others] = demands.filter((demand) => demand !== null);
  const hasPicture = camera.device !== 'none';
  if (first) return { picture: hasPicture ? pictureOf(others.reduce(lower, first), camera) : null, sound: true };
  if (encoder.separateLive !== 'always' || !hasPicture) return { picture: null, sound: false };
  const { width, height, framesPerSecond } = camera;
  return { picture: { width, height, framesPerSecond, bitrateKbps: encoder.liveKbps }, sound: false };
}

function pictureOf({ level, kbps }: SentQuality, camera: Settings['camera']): ReducedPicture {
  const height = Math.min(camera.height, level === 'voice' ? VOICE_PICTURE_HEIGHT : REDUCED_HEIGHT);
  return {
    width: Math.round((camera.width * height) / camera.height / 2) * 2,
    height,
    framesPerSecond:
      level === 'reduced' ? Math.min(REDUCED_FRAMES_PER_SECOND, camera.framesPerSecond) : STILLS_PER_SECOND,
    bitrateKbps: kbps,
  };
}
