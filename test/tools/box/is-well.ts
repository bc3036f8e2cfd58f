import type { Status } from '../../../device/api/contract/status.ts';

/** On air, on the disk, and frames come. */
export const isWell = ({ session, recording, destinations, camera, microphone }: Status) =>
  session.phase === 'running' &&
  recording.phase === 'recording' &&
  destinations[0]?.phase === 'live' &&
  camera.phase === 'ok' &&
  camera.framesPerSecond > 0 &&
  microphone.phase === 'ok';
