/** Groups the tracks that are captured together. Pure. */

import type { Settings } from '../../settings/settings-schema.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import { replayFile } from '../source/replay-file.ts';

/** Each track alone; both together if they come from one file, which is read and decoded once, and stays in step. */
export function linesFor({ camera, microphone }: Pick<Settings, 'camera' | 'microphone'>): MediaKind[][] {
  if (camera.device === 'none') return [['audio']];
  const isOneFile = replayFile(camera.device) !== null && camera.device === microphone.device;
  return isOneFile ? [['video', 'audio']] : [['video'], ['audio']];
}

/** The role of its worker. */
export function roleOf(tracks: readonly MediaKind[]): MediaKind {
  return tracks.includes('video') ? 'video' : 'audio';
}
