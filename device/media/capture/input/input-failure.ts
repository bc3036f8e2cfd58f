/** Gives the reason for a source that does not deliver: a device, or the file in its place. Pure. */
import { because, type Reason } from '../../../reason.ts';
import { replayFails } from '../../source/replay-file.ts';
import type { AudioSource, VideoSource } from '../../source/source.ts';

/** @param isMissing the file plays, and holds nothing of what is wanted of it. */
export function sourceFailure(
  code: 'cameraFailed' | 'microphoneFailed',
  source: VideoSource | AudioSource,
  tech: string,
  isMissing = false,
): Reason {
  if (source.kind !== 'replay') return because(code, tech);
  const lacks = code === 'cameraFailed' ? 'replayWithoutPicture' : 'replayWithoutSound';
  return replayFails(isMissing ? lacks : 'replayUnplayable', source.file, tech);
}
