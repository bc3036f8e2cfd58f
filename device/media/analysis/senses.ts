/** What is wrong with picture and sound, in words: of what the camera sees and the microphone hears. Changes nothing. */
import type { Clock } from '../../platform/clock.ts';
import { because, type Reason } from '../../reason.ts';
import { CoveredLens } from './covered-lens.ts';
import { DarkPicture } from './dark-picture.ts';
import { Hum } from './hum.ts';
import { Motion } from './motion.ts';
import { MovedCamera } from './moved-camera.ts';
import { Overload } from './overload.ts';
import { SILENT_DB } from './silence.ts';
import { samplesOf } from './small-sound.ts';
import { Unheard } from './unheard.ts';
import { Voice } from './voice.ts';

export interface SensesOptions {
  clock: Clock;
  onChange(): void;
}

export class Senses {
  readonly #options: SensesOptions;
  #eye = new Eye();
  #ear = new Ear();
  #unheard = new Unheard();
  #hearsNothing = false;
  #told = '';

  constructor(options: SensesOptions) {
    this.#options = options;
  }

  /**
   * A picture of SMALL_PICTURE, of the camera itself and not of a slate.
   * @param isScreen it is what a cable brings: a black slide covers no lens, and scrolling moves no camera
   */
  see(picture: Buffer, { isScreen }: { isScreen: boolean }): void {
    if (isScreen) this.#eye.motion.see(picture);
    else this.#eye.see(picture);
    this.#note();
  }

  /** A piece of SMALL_SOUND, of the microphone while it is not muted. */
  hear(piece: Buffer): void {
    this.#ear.hear(samplesOf(piece));
    this.#unheard.note(this.#ear.voice.quietSeconds, this.#eye.motion.share);
    this.#note();
  }

  /** A reading of the sound before it was made small: what is cut is seen in its peaks only. */
  read({ rmsDb, peakDb }: { rmsDb: number; peakDb: number }): void {
    this.#hearsNothing = rmsDb <= SILENT_DB;
    const { overload, voice } = this.#ear;
    overload.hear(peakDb, voice.isSpeaking, this.#options.clock.monotonicMs());
    this.#note();
  }

  /** Nothing more comes of these; what comes next is another camera, or another microphone. */
  forget(kinds: readonly ('video' | 'audio')[]): void {
    if (kinds.includes('video')) this.#eye = new Eye();
    if (kinds.includes('audio')) this.#ear = new Ear();
    this.#unheard = new Unheard();
    this.#note();
  }

  /** What is wrong with the picture, worst first. */
  get camera(): Reason[] {
    const { covered, dark, moved } = this.#eye;
    // What is covered is dark too, and not where it was.
    if (covered.isTold) return [because('lensCovered', 'nothing in the picture has an outline')];
    return [
      moved.isTold ? because('cameraMoved', `by ${moved.describe}`) : null,
      dark.isTold ? because('pictureDark', 'nothing in the picture is lit') : null,
    ].filter((reason) => reason !== null);
  }

  /** What is wrong with the sound, worst first. */
  get microphone(): Reason[] {
    const { hum, overload, voice } = this.#ear;
    // A microphone that hears nothing at all is told as such (`SoundLevels`).
    const isUnheard = this.#unheard.isTold && !overload.isTold && !this.#hearsNothing;
    const { mains } = hum;
    return [
      isUnheard ? because('nobodySpeaks', `no word for ${Math.floor(voice.quietSeconds)} s, the picture moves`) : null,
      overload.isTold ? because('soundTooLoud', 'speech reaches full scale again and again') : null,
      mains && because('soundHums', `lines at multiples of ${mains} Hz`, { hertz: mains }),
    ].filter((reason) => reason !== null);
  }

  #note(): void {
    const told = [...this.camera, ...this.microphone].map(({ code }) => code).join();
    if (told === this.#told) return;
    this.#told = told;
    this.#options.onChange();
  }
}

class Eye {
  readonly motion = new Motion();
  readonly covered = new CoveredLens();
  readonly dark = new DarkPicture();
  readonly moved = new MovedCamera();

  see(picture: Buffer): void {
    this.motion.see(picture);
    this.covered.see(picture);
    this.dark.see(picture);
    // A hand before the lens is no room to remember, and hides the one that is remembered.
    if (!this.covered.isTold) this.moved.see(picture);
  }
}

class Ear {
  readonly voice = new Voice();
  readonly hum = new Hum();
  readonly overload = new Overload();

  hear(samples: Float32Array): void {
    this.voice.hear(samples);
    this.hum.hear(samples);
  }
}
