/** The pipelines of a trial: preview pictures of one camera, readings of one microphone; nothing is encoded as video. Pure. */

import { audioSourceText, loopElements, replayDecoders, videoSourceText } from '../capture/input/input-pipeline.ts';
import { gainFactor, LEVEL_INTERVAL_NS, PREVIEW, previewHeightOf } from '../capture/programme/programme-pipeline.ts';
import type { AudioSource, VideoSource } from '../source/source.ts';
import { pipeFds } from '../worker/pipes.ts';

export const TRIAL_PIPES = pipeFds('preview');

export interface TrialPipeline {
  text: string;
  /** Elements behind files that are played in a loop. */
  loop: string[];
}

const NO_PICTURE: VideoSource = { kind: 'none' };
const NO_SOUND: AudioSource = { kind: 'silence' };

/** @param size of the picture that the settings ask for: its shape is what the trial shows. */
export function cameraTrial(video: VideoSource, size: { width: number; height: number }): TrialPipeline {
  const picture = { width: PREVIEW.width, height: previewHeightOf(size), framesPerSecond: PREVIEW.framesPerSecond };
  const input = { video, audio: NO_SOUND, picture };
  const text = [
    [
      `${videoSourceText(input, PREVIEW.framesPerSecond)} ! video/x-raw,format=I420`,
      'queue max-size-buffers=1 max-size-bytes=0 max-size-time=0 leaky=downstream ! videoscale',
      `video/x-raw,width=${picture.width},height=${picture.height} ! jpegenc quality=${PREVIEW.quality}`,
      `multipartmux boundary=preview ! fdsink fd=${TRIAL_PIPES.preview} sync=false async=false`,
    ].join(' ! '),
    ...replayDecoders(input),
  ];
  return { text: text.join('  '), loop: loopElements(input) };
}

/** Readings as the talk would have them: after the gain. */
export function microphoneTrial(audio: AudioSource, gainDb: number): TrialPipeline {
  const input = { video: NO_PICTURE, audio };
  const text = [
    [
      `${audioSourceText(input)} ! audioconvert ! audioresample ! audio/x-raw,format=S16LE,rate=48000,channels=1`,
      `volume name=gain volume=${gainFactor(gainDb)} ! level name=level interval=${LEVEL_INTERVAL_NS.watched}`,
      'fakesink sync=false async=false',
    ].join(' ! '),
    ...replayDecoders(input),
  ];
  return { text: text.join('  '), loop: loopElements(input) };
}
