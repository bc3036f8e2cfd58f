import type { Camera } from './list-cameras.ts';

/** Smaller is better: what sees the room, before what a cable may or may not bring, before what is no USB camera. */
export function cameraRank({ driver, isGrabber }: Pick<Camera, 'driver' | 'isGrabber'>): number {
  if (driver !== 'uvcvideo') return 2;
  return isGrabber ? 1 : 0;
}
