/** Judges what the camera and the microphone give, and says in words what is wrong with it. Changes nothing of it. */

import type { Clock } from '../../platform/clock.ts';
import { because, type Reason } from '../../reason.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import type { AudioLevels } from '../gst/pipeline.ts';
import { samplesOf } from './analysis-audio.ts';
import { Clipping } from './clipping.ts';
import { CoveredLens } from './covered-lens.ts';
import { DarkPicture } from './dark-picture.ts';
import { Hum } from './hum.ts';
import { Motion } from './motion.ts';
import { MovedCamera } from './moved-camera.ts';
import { NoSpeech } from './no-speech.ts';
import { SILENT_DB } from './silence.ts';
import { Speech } from './speech.ts';

export interface MediaAnalysisOptions {
  clock: Clock;
  onChange(): void;
}

export class MediaAnalysis {
  readonly #options: MediaAnalysisOptions;
  #video = new VideoAnalyzer();
  #audio = new AudioAnalyzer();
  #noSpeech = new NoSpeech();
  #isSilent = false;
  #lastReported = '';

  constructor(options: MediaAnalysisOptions) {
    this.#options = options;
  }

  /**
   * A picture of THUMBNAIL, of the camera itself and not of a slate.
   * @param isScreen it is what a cable brings: a black slide covers no lens, and scrolling moves no camera
   */
  pushPicture(picture: Buffer, { isScreen }: { isScreen: boolean }): void {
    if (isScreen) this.#video.motion.push(picture);
    else this.#video.push(picture);
    this.#report();
  }

  /** A piece of ANALYSIS_AUDIO, of the microphone while it is not muted. */
  pushSound(piece: Buffer): void {
    this.#audio.push(samplesOf(piece));
    this.#noSpeech.push(this.#audio.speech.quietSeconds, this.#video.motion.share);
    this.#report();
  }

  /** A reading of the sound before it was made small: what is cut is seen in its peaks only. */
  pushLevels({ rmsDb, peakDb }: AudioLevels): void {
    this.#isSilent = rmsDb <= SILENT_DB;
    const { clipping, speech } = this.#audio;
    clipping.push(peakDb, speech.isSpeaking, this.#options.clock.monotonicMs());
    this.#report();
  }

  /** Nothing more comes of these; what comes next is another camera, or another microphone. */
  reset(kinds: readonly MediaKind[]): void {
    if (kinds.includes('video')) this.#video = new VideoAnalyzer();
    if (kinds.includes('audio')) this.#audio = new AudioAnalyzer();
    this.#noSpeech = new NoSpeech();
    this.#report();
  }

  /** What is wrong with the picture, worst first. */
  get camera(): Reason[] {
    const { covered, dark, moved } = this.#video;
    // What is covered is dark too, and not where it was.
    if (covered.isActive) return [because('lensCovered', 'nothing in the picture has an outline')];
    return [
      moved.isActive ? because('cameraMoved', `by ${moved.describe}`) : null,
      dark.isActive ? because('pictureDark', 'nothing in the picture is lit') : null,
    ].filter((reason) => reason !== null);
  }

  /** What is wrong with the sound, worst first. */
  get microphone(): Reason[] {
    const { hum, clipping, speech } = this.#audio;
    // A microphone that hears nothing at all is told as such (`LevelMeter`).
    const hasNoSpeech = this.#noSpeech.isActive && !clipping.isActive && !this.#isSilent;
    const { mains } = hum;
    return [
      hasNoSpeech
        ? because('nobodySpeaks', `no word for ${Math.floor(speech.quietSeconds)} s, the picture moves`)
        : null,
      clipping.isActive ? because('soundTooLoud', 'speech reaches full scale again and again') : null,
      mains && because('soundHums', `lines at multiples of ${mains} Hz`, { hertz: mains }),
    ].filter((reason) => reason !== null);
  }

  #report(): void {
    const reported = [...this.camera, ...this.microphone].map(({ code }) => code).join();
    if (reported === this.#lastReported) return;
    this.#lastReported = reported;
    this.#options.onChange();
  }
}

class VideoAnalyzer {
  readonly motion = new Motion();
  readonly covered = new CoveredLens();
  readonly dark = new DarkPicture();
  readonly moved = new MovedCamera();

  push(picture: Buffer): void {
    this.motion.push(picture);
    this.covered.push(picture);
    this.dark.push(picture);
    // While the lens is covered, the reference picture is not updated.
    if (!this.covered.isActive) this.moved.push(picture);
  }
}

class AudioAnalyzer {
  readonly speech = new Speech();
  readonly hum = new Hum();
  readonly clipping = new Clipping();

  push(samples: Float32Array): void {
    this.speech.push(samples);
    this.hum.push(samples);
  }
}
