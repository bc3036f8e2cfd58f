/** Says that a source does not deliver: a device, or the file in its place. Pure. */
import { because, type Reason } from '../../reason.ts';
import type { AudioSource } from '../source/audio-source.ts';
import { printable } from '../source/printable.ts';
import type { VideoSource } from '../source/video-source.ts';

export function sourceFailure(
  code: 'cameraFailed' | 'microphoneFailed',
  source: VideoSource | AudioSource,
  tech: string,
): Reason {
  return source.kind === 'replay'
    ? because('replayUnreadable', tech, { file: printable(source.file) })
    : because(code, tech);
}
