/**
 * Text of a pipeline's programme: from raw pictures and sound to H.264, AAC, JPEG preview pictures and data for
 * analysis, each on its pipe; coded media as GDP with the encoder's own times, in both renditions. It knows no device.
 * Pure.
 */
import type { MediaKind } from '../../flv/flv-tag.ts';
import type { GstreamerVersion } from '../../gst/gstreamer-version.ts';
import { analysisAudioBranch, thumbnailBranch } from './analysis-branches.ts';
import { type EncoderOptions, encoderText } from './encoder.ts';
import { CAPTURE_PIPES, coded, codedQueue, RAW_QUEUE, valve } from './pipeline-parts.ts';
import { type ReducedEncoder, reducedPictureBranch, reducedSoundBranch } from './reduced-picture.ts';

export interface ProgrammeSpec {
  picture: { width: number; height: number; framesPerSecond: number };
  encoder: EncoderOptions;
  /** Encoder of the reduced rendition when it is needed; null: there is none. */
  reduced: ReducedEncoder | null;
  keyframeSeconds: number;
  audioKbps: number;
  gainDb: number;
  noiseSuppression: boolean;
  /** False: the encoders get nothing until their valves are opened; only levels and preview run. */
  encode: boolean;
  gstreamer: GstreamerVersion;
}

/** Preview pictures: small enough that one subscriber costs little, often enough to look alive. */
export const PREVIEW = { width: 480, framesPerSecond: 8, quality: 60 };

/** Ten readings a second are for a meter; with nobody watching, one a second shows silence. */
export const LEVEL_INTERVAL_NS = { watched: 100_000_000, unwatched: 1_000_000_000 };

/** AAC codes 1024 samples at a time: 1024 of 48000 a second. */
const SOUND_FRAME = 'audiobuffersplit output-buffer-duration=8/375';

/**
 * Delay of the sound's elements that their times leave out: a 1 ms burst in a file, coded by GStreamer 1.22 at 48 to
 * 128 kb/s and decoded by ffmpeg 5.1, is 1600 samples late behind `voaacenc` (33.33 ms; `avenc_aac` 1024), and 334 more
 * behind `webrtcdsp`. No header notes it, so players cannot know.
 */
const LATE_SAMPLES = { voaacenc: 1600, webrtcdsp: 334 };

/** See `TrackParser`. Pictures have the time at which they were taken. */
export function lateNs(kind: MediaKind, { noiseSuppression }: Pick<ProgrammeSpec, 'noiseSuppression'>): number {
  if (kind === 'video') return 0;
  const samples = LATE_SAMPLES.voaacenc + (noiseSuppression ? LATE_SAMPLES.webrtcdsp : 0);
  return Math.round((samples * 1e9) / 48_000);
}

/** Branches after raw sound; the first continues from it. */
export function audioBranches(spec: ProgrammeSpec): string[] {
  const denoise = spec.noiseSuppression
    ? 'webrtcdsp echo-cancel=false gain-control=false noise-suppression=true ! '
    : '';
  // Both renditions have the same frames.
  const frames = spec.reduced ? ` ! ${SOUND_FRAME}` : '';
  return [
    [
      `${denoise}volume name=gain volume=${gainFactor(spec.gainDb)}`,
      `level name=level interval=${LEVEL_INTERVAL_NS.unwatched}${frames}`,
      'tee name=sound',
    ].join(' ! '),
    [
      'sound.',
      valve('encodeAudio', !spec.encode),
      `voaacenc bitrate=${spec.audioKbps * 1000} ! aacparse ! audio/mpeg,stream-format=raw`,
      `${codedQueue('sound-out')} ! ${coded(CAPTURE_PIPES.audio)}`,
    ].join(' ! '),
    ...(spec.reduced ? [reducedSoundBranch()] : []),
    analysisAudioBranch(),
  ];
}

/** Branches after raw pictures of the programme's size; the first continues from them. */
export function videoBranches(spec: ProgrammeSpec): string[] {
  const { width, height } = spec.picture;
  return [
    // The slate does nothing until it gets a picture to lay over the frame.
    `gdkpixbufoverlay name=slate overlay-width=${width} overlay-height=${height} ! tee name=raw`,
    [
      `raw. ! ${valve('encodeVideo', !spec.encode)} ! ${RAW_QUEUE}`,
      encoderText(spec.encoder, spec.gstreamer),
      'h264parse name=coded config-interval=-1 ! video/x-h264,stream-format=avc,alignment=au',
      `${codedQueue('picture-out')} ! ${coded(CAPTURE_PIPES.video)}`,
    ].join(' ! '),
    ...(spec.reduced ? [reducedPictureBranch(spec.reduced)] : []),
    [
      // The rate is cut before the valve: after it, time without viewers would count as pictures owed.
      `raw. ! videorate drop-only=true max-rate=${PREVIEW.framesPerSecond} ! ${valve('preview', true)}`,
      'queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream ! videoscale',
      `video/x-raw,width=${PREVIEW.width},height=${previewHeightOf(spec.picture)} ! jpegenc quality=${PREVIEW.quality}`,
      `multipartmux boundary=preview ! fdsink fd=${CAPTURE_PIPES.preview} sync=false async=false`,
    ].join(' ! '),
    thumbnailBranch(),
  ];
}

/** Height of a preview picture of width `PREVIEW.width`; even, as I420 needs it. */
export function previewHeightOf({ width, height }: { width: number; height: number }): number {
  return Math.round((PREVIEW.width * height) / width / 2) * 2;
}

/** Volume in the unit of `gain`. */
export function gainFactor(gainDb: number): number {
  return 10 ** (gainDb / 20);
}
