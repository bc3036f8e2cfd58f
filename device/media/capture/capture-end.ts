/** Reasons for the end of a capture attempt, and whose fault it was. */

import type { VideoSource } from '../source/source.ts';
import type { WorkerEnd } from '../worker/worker-link.ts';
import { FILE_INLET } from './input/input-pipeline.ts';

export type CaptureEnd =
  | { why: 'stopped' }
  /** A file has been played to its end. */
  | { why: 'ranOut'; tech: string }
  /** `refused`: it is there and would not start in this mode. `isMissing`: the file holds nothing of this kind. */
  | { why: 'cameraFailed'; tech: string; refused?: boolean; isMissing?: boolean }
  | { why: 'microphoneFailed'; tech: string; isMissing?: boolean }
  | { why: 'encoderFailed' | 'reducedFailed' | 'crashed'; tech: string };

export type CaptureFailure = Exclude<CaptureEnd, { why: 'stopped' | 'ranOut' }>;

/** Messages of `v4l2src` about a camera that is in use, gone, or not for us: another mode changes nothing. */
const CANNOT_BE_OPENED = /busy|Cannot identify|Could not open|No such|Permission denied/i;

/** Finds the fault from the element that reported the error. @param delivered buffers that the device gave before */
export function captureEnd(end: WorkerEnd, delivered: number): CaptureEnd {
  switch (end.how) {
    case 'crashed':
      return { why: 'crashed', tech: end.detail };
    case 'endOfStream':
      return { why: 'ranOut', tech: 'the pipeline ran out' };
    case 'failed': {
      const tech = `${end.element || 'pipeline'}: ${end.message}${end.debug ? ` (${end.debug.replaceAll('\n', ' ')})` : ''}`;
      const { isMissing = false } = end;
      if (end.element === FILE_INLET.audio) return { why: 'microphoneFailed', tech, isMissing };
      if (end.element === FILE_INLET.video) return { why: 'cameraFailed', tech, isMissing };
      // GStreamer's text names the whole path: a demuxer inside a decoder has the name of neither device.
      const path = `:${end.element} ${end.debug}`;
      if (/:(microphone|replayAudio)/.test(path)) return { why: 'microphoneFailed', tech };
      if (/:(camera|replayVideo|jpegdec)/.test(path))
        return { why: 'cameraFailed', tech, refused: delivered === 0 && !CANNOT_BE_OPENED.test(tech) };
      if (/^reduced/.test(end.element)) return { why: 'reducedFailed', tech };
      if (/^encoder/.test(end.element)) return { why: 'encoderFailed', tech };
      return { why: 'crashed', tech };
    }
  }
}

/** Fault of a pipeline that ended at once: its file is to blame, since nothing but a file ends. */
export function tooShort(tech: string, video: VideoSource): CaptureFailure {
  return { why: video.kind === 'replay' ? 'cameraFailed' : 'microphoneFailed', tech };
}
