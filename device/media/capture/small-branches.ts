/**
 * Picture and sound made small and raw, for what judges them (`media/analysis`). Each is thrown away rather than waited for:
 * nobody who reads slowly may hold up the camera or the voice. Pure.
 */
import { SMALL_PICTURE } from '../analysis/small-picture.ts';
import { SMALL_SOUND } from '../analysis/small-sound.ts';
import { SMALL_PICTURE_FD, SMALL_SOUND_FD } from '../worker/worker-protocol.ts';

const NEWEST = 'queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream';

/** From a `tee` named `raw`. `bilinear2` takes all points into account, so that noise goes and small things stay. */
export function smallPictureBranch(): string {
  const { width, height, perSecond } = SMALL_PICTURE;
  return [
    `raw. ! videorate drop-only=true max-rate=${perSecond} ! ${NEWEST}`,
    `videoscale method=bilinear2 add-borders=false ! video/x-raw,width=${width},height=${height}`,
    `videoconvert ! video/x-raw,format=GRAY8 ! fdsink fd=${SMALL_PICTURE_FD} sync=false async=false`,
  ].join(' ! ');
}

/** From a `tee` named `sound`. In pieces, so that it costs two wake-ups a second. */
export function smallSoundBranch(): string {
  const { rate, pieceSamples } = SMALL_SOUND;
  return [
    `sound. ! audioresample ! audio/x-raw,rate=${rate}`,
    `audiobuffersplit output-buffer-duration=${pieceSamples}/${rate} ! ${NEWEST}`,
    `fdsink fd=${SMALL_SOUND_FD} sync=false async=false`,
  ].join(' ! ');
}
