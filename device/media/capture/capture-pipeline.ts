/**
 * The text of a capture pipeline: camera -> H.264 and JPEG preview pictures, microphone -> AAC, coded media as GDP with the
 * encoder's own times, and beside them the reduced rendition and what is analysed, each on its pipe. Pure.
 */

import type { GstreamerVersion } from '../gst/gstreamer-version.ts';
import type { AudioSource } from '../source/audio-source.ts';
import type { VideoSource } from '../source/video-source.ts';
import { analysisAudioBranch, thumbnailBranch } from './analysis-branches.ts';
import { type EncoderOptions, encoderText } from './encoder.ts';
import { CAPTURE_PIPES, coded, codedQueue, RAW_QUEUE, valve } from './pipeline-parts.ts';
import { type ReducedEncoder, reducedPictureBranch, reducedSoundBranch } from './reduced-picture.ts';
import { audioSourceText, replayDecoders, videoSourceText } from './source-text.ts';

export type TrackKind = 'video' | 'audio';

export interface CaptureOrder {
  /** What is made of the two: each alone where they are devices of their own, so that one survives the other. */
  tracks: readonly TrackKind[];
  video: VideoSource;
  audio: AudioSource;
  picture: { width: number; height: number; framesPerSecond: number };
  encoder: EncoderOptions;
  /** What codes the reduced rendition when it is needed; null: there is none. */
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

/** Readings ten times a second are for a meter; with nobody watching, one a second tells silence from sound. */
export const LEVEL_INTERVAL_NS = { watched: 100_000_000, unwatched: 1_000_000_000 };

/** Elements that count what comes from each device, in their `stats`. */
export const DELIVERED: Record<TrackKind, string> = { video: 'pictures', audio: 'sounds' };

export function capturePipeline(order: CaptureOrder): string {
  return [
    ...(order.tracks.includes('audio') ? soundBranches(order) : []),
    ...(order.tracks.includes('video') ? videoBranches(order) : []),
    ...replayDecoders(order),
  ].join('  ');
}

/** AAC codes 1024 samples at a time: 1024 of 48000 a second. */
const SOUND_FRAME = 'audiobuffersplit output-buffer-duration=8/375';

/**
 * What comes out of the sound's elements belongs so much earlier than they say: a 1 ms burst in a file, coded by GStreamer
 * 1.22 at 48 to 128 kb/s and decoded by ffmpeg 5.1, is 1600 samples late behind `voaacenc` (33.33 ms; `avenc_aac` 1024),
 * and 334 more behind `webrtcdsp`. No header notes it, so players cannot know.
 */
const LATE_SAMPLES = { voaacenc: 1600, webrtcdsp: 334 };

/** See `TrackParser`. Pictures have the time at which they were taken. */
export function lateNs(kind: TrackKind, { noiseSuppression }: Pick<CaptureOrder, 'noiseSuppression'>): number {
  if (kind === 'video') return 0;
  const samples = LATE_SAMPLES.voaacenc + (noiseSuppression ? LATE_SAMPLES.webrtcdsp : 0);
  return Math.round((samples * 1e9) / 48_000);
}

function soundBranches(order: CaptureOrder): string[] {
  const denoise = order.noiseSuppression
    ? 'webrtcdsp echo-cancel=false gain-control=false noise-suppression=true ! '
    : '';
  const source = [
    `${audioSourceText(order)} ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=1`,
    `identity name=${DELIVERED.audio} ! ${denoise}volume name=gain volume=${gainFactor(order.gainDb)}`,
    `level name=level interval=${LEVEL_INTERVAL_NS.unwatched}`,
  ].join(' ! ');
  const full = [
    'sound.',
    valve('encodeAudio', !order.encode),
    `voaacenc bitrate=${order.audioKbps * 1000} ! aacparse ! audio/mpeg,stream-format=raw`,
    `${codedQueue('sound-out')} ! ${coded(CAPTURE_PIPES.audio)}`,
  ].join(' ! ');
  // Both renditions have the same frames.
  const frames = order.reduced ? ` ! ${SOUND_FRAME}` : '';
  return [
    `${source}${frames} ! tee name=sound`,
    full,
    ...(order.reduced ? [reducedSoundBranch()] : []),
    analysisAudioBranch(),
  ];
}

function videoBranches(order: CaptureOrder): string[] {
  const { width, height } = order.picture;
  const previewHeight = previewHeightOf(order.picture);
  return [
    [
      `${videoSourceText(order)} ! video/x-raw,format=I420,width=${width},height=${height}`,
      `identity name=${DELIVERED.video}`,
      // Does nothing until it is given a picture to lay over the frame.
      `gdkpixbufoverlay name=slate overlay-width=${width} overlay-height=${height} ! tee name=raw`,
    ].join(' ! '),
    [
      `raw. ! ${valve('encodeVideo', !order.encode)} ! ${RAW_QUEUE}`,
      encoderText(order.encoder, order.gstreamer),
      'h264parse name=coded config-interval=-1 ! video/x-h264,stream-format=avc,alignment=au',
      `${codedQueue('picture-out')} ! ${coded(CAPTURE_PIPES.video)}`,
    ].join(' ! '),
    ...(order.reduced ? [reducedPictureBranch(order.reduced)] : []),
    [
      // The rate is cut before the valve: behind it, the time that nobody watched would be taken for pictures owed.
      `raw. ! videorate drop-only=true max-rate=${PREVIEW.framesPerSecond} ! ${valve('preview', true)}`,
      'queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream ! videoscale',
      `video/x-raw,width=${PREVIEW.width},height=${previewHeight} ! jpegenc quality=${PREVIEW.quality}`,
      `multipartmux boundary=preview ! fdsink fd=${CAPTURE_PIPES.preview} sync=false async=false`,
    ].join(' ! '),
    thumbnailBranch(),
  ];
}

/** Of a preview picture that is `PREVIEW.width` wide; even, as I420 wants it. */
export function previewHeightOf({ width, height }: { width: number; height: number }): number {
  return Math.round((PREVIEW.width * height) / width / 2) * 2;
}

/** Volume as `gain` takes it. */
export function gainFactor(gainDb: number): number {
  return 10 ** (gainDb / 20);
}
