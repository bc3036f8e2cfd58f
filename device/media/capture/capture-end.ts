/** Why a capture attempt ended, and whose fault that was. */
import type { WorkerEnd } from '../gst/worker-link.ts';

export type CaptureEnd =
  | { why: 'stopped' }
  /** `refused`: it is there and would not start in this mode. */
  | { why: 'cameraFailed'; tech: string; refused?: boolean }
  | { why: 'microphoneFailed' | 'encoderFailed' | 'reducedFailed' | 'crashed'; tech: string };

/** `v4l2src` about a camera that is in use, gone, or not for us: another mode changes nothing. */
const CANNOT_BE_OPENED = /busy|Cannot identify|Could not open|No such|Permission denied/i;

/** From the element that told the error. @param delivered buffers that the device gave before */
export function captureEnd(end: WorkerEnd, delivered: number): CaptureEnd {
  switch (end.how) {
    case 'crashed':
      return { why: 'crashed', tech: end.detail };
    case 'endOfStream':
      return { why: 'crashed', tech: 'the pipeline ran out' };
    case 'failed': {
      const tech = `${end.element || 'pipeline'}: ${end.message}${end.debug ? ` (${end.debug.replaceAll('\n', ' ')})` : ''}`;
      // GStreamer's text names the whole path: a demuxer inside a decoder carries the name of neither device.
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
