/**
 * Branches for `media/analysis`: picture and sound made small and raw. Data is dropped rather than waited for: a slow
 * reader may hold up neither the camera nor the voice. Pure.
 */

import { ANALYSIS_AUDIO } from '../../analysis/analysis-audio.ts';
import { THUMBNAIL, THUMBNAILS_PER_SECOND } from '../../analysis/thumbnail.ts';
import { CAPTURE_PIPES } from './pipeline-parts.ts';

const NEWEST = 'queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream';

/** Branch from a `tee` named `raw`. `bilinear2` uses all points, so that noise goes and small things stay. */
export function thumbnailBranch(): string {
  const { width, height } = THUMBNAIL;
  return [
    `raw. ! videorate drop-only=true max-rate=${THUMBNAILS_PER_SECOND} ! ${NEWEST}`,
    `videoscale method=bilinear2 add-borders=false ! video/x-raw,width=${width},height=${height}`,
    `videoconvert ! video/x-raw,format=GRAY8 ! fdsink fd=${CAPTURE_PIPES.thumbnails} sync=false async=false`,
  ].join(' ! ');
}

/** Branch from a `tee` named `sound`, in pieces, so that it costs two wake-ups a second. */
export function analysisAudioBranch(): string {
  const { rate, pieceSamples } = ANALYSIS_AUDIO;
  return [
    `sound. ! audioresample ! audio/x-raw,rate=${rate}`,
    `audiobuffersplit output-buffer-duration=${pieceSamples}/${rate} ! ${NEWEST}`,
    `fdsink fd=${CAPTURE_PIPES.analysisAudio} sync=false async=false`,
  ].join(' ! ');
}
