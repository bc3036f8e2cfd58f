/** Judges picture and sound, and reports their faults in words. Changes nothing of them. */

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
   * Takes a picture of THUMBNAIL size, of the camera itself and not of a slate.
   * @param isScreen it comes from a cable: a black slide covers no lens, and scrolling moves no camera
   */
  pushPicture(picture: Buffer, { isScreen }: { isScreen: boolean }): void {
    if (isScreen) this.#video.motion.push(picture);
    else this.#video.push(picture);
    this.#report();
  }

  /** Takes a piece of ANALYSIS_AUDIO, of the microphone while it is not muted. */
  pushSound(piece: Buffer): void {
    this.#audio.push(samplesOf(piece));
    this.#noSpeech.push(this.#audio.speech.quietSeconds, this.#video.motion.share);
    this.#report();
  }

  /** Takes a reading of the full sound, since only its peaks show cuts. */
  pushLevels({ rmsDb, peakDb }: AudioLevels): void {
    this.#isSilent = rmsDb <= SILENT_DB;
    const { clipping, speech } = this.#audio;
    clipping.push(peakDb, speech.isSpeaking, this.#options.clock.monotonicMs());
    this.#report();
  }

  /** Ends the judgement of these; the next data is of another camera, or another microphone. */
  reset(kinds: readonly MediaKind[]): void {
    if (kinds.includes('video')) this.#video = new VideoAnalyzer();
    if (kinds.includes('audio')) this.#audio = new AudioAnalyzer();
    this.#noSpeech = new NoSpeech();
    this.#report();
  }

  /** Faults of the picture, worst first. */
  get camera(): Reason[] {
    const { covered, dark, moved } = this.#video;
    // A covered lens is dark too, and not at its place.
    if (covered.isActive) return [because('lensCovered', 'nothing in the picture has an outline')];
    return [
      moved.isActive ? because('cameraMoved', `by ${moved.describe}`) : null,
      dark.isActive ? because('pictureDark', 'nothing in the picture is lit') : null,
    ].filter((reason) => reason !== null);
  }

  /** Faults of the sound, worst first. */
  get microphone(): Reason[] {
    const { hum, clipping, speech } = this.#audio;
    // `LevelMeter` reports a microphone that hears nothing at all.
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
