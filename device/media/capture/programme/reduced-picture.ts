/**
 * The second coding of the same picture and sound, for links that cannot carry the first: its branches of a capture
 * pipeline, and its settings that change while it runs. Always in software, since its size and rate change at any time.
 * Pure.
 */
import type { EncoderKind } from './encoder.ts';
import { CAPTURE_PIPES, coded, codedQueue, RAW_QUEUE, valve } from './pipeline-parts.ts';

export interface ReducedPicture {
  width: number;
  height: number;
  framesPerSecond: number;
  bitrateKbps: number;
}

/** Coded parts of the reduced rendition; a good link has neither, and pays for neither. */
export interface RenditionRequest {
  picture: ReducedPicture | null;
  sound: boolean;
}

export type ReducedEncoder = Exclude<EncoderKind, 'v4l2h264'>;

/** Bitrate at which speech is clear in AAC of one channel; 54.5 kb/s as it leaves in FLV. */
export const REDUCED_SOUND_KBPS = 48;

/** Size until one is asked for: an encoder's cost without pictures grows with it. */
const FIRST: ReducedPicture = { width: 160, height: 90, framesPerSecond: 15, bitrateKbps: 100 };

/** A keyframe must not hold up the voice behind it: at most what flows in this time, or one picture's share. */
const LARGEST_PICTURE_MS = 125;

/**
 * Branch from a `tee` named `raw`. The rate is cut before the valve: after it, a pause would count as pictures owed.
 */
export function reducedPictureBranch(encoder: ReducedEncoder): string {
  return [
    `raw. ! videorate name=reducedRate drop-only=true max-rate=${FIRST.framesPerSecond}`,
    valve('reducePicture', true),
    RAW_QUEUE,
    `videoscale ! capsfilter name=reducedSize caps="${sizeCaps(FIRST)}"`,
    encoderText(encoder),
    'h264parse name=reducedCoded config-interval=-1 ! video/x-h264,stream-format=avc,alignment=au',
    `${codedQueue('reduced-out')} ! ${coded(CAPTURE_PIPES.reducedVideo)}`,
  ].join(' ! ');
}

/**
 * Branch from a `tee` named `sound` whose buffers are one coded frame each, so that both renditions have the same
 * frames.
 */
export function reducedSoundBranch(): string {
  return [
    `sound. ! ${valve('reduceSound', true)}`,
    `voaacenc bitrate=${REDUCED_SOUND_KBPS * 1000} ! aacparse ! audio/mpeg,stream-format=raw`,
    `${codedQueue('reduced-sound-out')} ! ${coded(CAPTURE_PIPES.reducedAudio)}`,
  ].join(' ! ');
}

/**
 * Settings of another picture. Another size or rate restarts the encoder with a keyframe; another bitrate alone does
 * not.
 */
export function reducedPictureSettings(
  picture: ReducedPicture,
  encoder: ReducedEncoder,
): { element: string; property: string; value: string | number }[] {
  const { framesPerSecond, bitrateKbps } = picture;
  const set = (element: string, property: string, value: string | number) => ({ element, property, value });
  const rate =
    encoder === 'x264'
      ? [
          set('reducedEncoder', 'vbv-buf-capacity', Math.ceil(Math.max(LARGEST_PICTURE_MS, 1000 / framesPerSecond))),
          set('reducedEncoder', 'bitrate', Math.max(1, Math.round(bitrateKbps))),
        ]
      : [set('reducedEncoder', 'bitrate', Math.round(bitrateKbps * 1000))];
  return [...rate, set('reducedRate', 'max-rate', framesPerSecond), set('reducedSize', 'caps', sizeCaps(picture))];
}

function encoderText(encoder: ReducedEncoder): string {
  switch (encoder) {
    case 'x264':
      // qp-step: with its usual 4 a hard picture takes 5 pictures to come down to its size, and one is a second here.
      return (
        'x264enc name=reducedEncoder tune=zerolatency speed-preset=superfast threads=1 qp-step=51 bframes=0 ' +
        `bitrate=${FIRST.bitrateKbps} vbv-buf-capacity=${LARGEST_PICTURE_MS} option-string="scenecut=0" ! video/x-h264,profile=main`
      );
    case 'openh264':
      return (
        `openh264enc name=reducedEncoder rate-control=bitrate bitrate=${FIRST.bitrateKbps * 1000} complexity=low ` +
        'scene-change-detection=false ! video/x-h264,profile=constrained-baseline'
      );
  }
}

function sizeCaps({ width, height }: ReducedPicture): string {
  return `video/x-raw,width=${width},height=${height}`;
}
