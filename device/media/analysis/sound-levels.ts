/** What the microphone hears now: the newest reading, who wants each one, and whether it is silence. */
import type { Clock } from '../../platform/clock.ts';
import { Silence } from './silence.ts';

export interface Levels {
  /** In dB below full scale. */
  rmsDb: number;
  peakDb: number;
}

const NOTHING: Levels = { rmsDb: -100, peakDb: -100 };

export interface SoundLevelsOptions {
  clock: Clock;
  /** Readings come often while it is on. */
  setMetered(on: boolean): void;
  /** Off the record, say: silence is what is wanted. */
  isMuted(): boolean;
}

export class SoundLevels {
  readonly #clock: Clock;
  readonly #setMetered: (on: boolean) => void;
  readonly #listeners = new Set<(levels: Levels) => void>();
  readonly #silence = new Silence();
  readonly #isMuted: () => boolean;
  #newest = NOTHING;

  constructor({ clock, setMetered, isMuted }: SoundLevelsOptions) {
    this.#clock = clock;
    this.#setMetered = setMetered;
    this.#isMuted = isMuted;
  }

  get newest(): Levels {
    return this.#newest;
  }

  get isSilent(): boolean {
    return this.#silence.isSilent(this.#clock.monotonicMs());
  }

  hear(levels: Levels): void {
    this.#newest = levels;
    if (this.#isMuted()) this.#silence.reset();
    else this.#silence.hear(levels.rmsDb, this.#clock.monotonicMs());
    for (const listener of this.#listeners) listener(levels);
  }

  /** The microphone delivers nothing: that is no silence. */
  reset(): void {
    this.#newest = NOTHING;
    this.#silence.reset();
  }

  /** Readings often, until the returned way to stop is taken. */
  watch(listener: (levels: Levels) => void): () => void {
    this.#listeners.add(listener);
    this.#setMetered(true);
    return () => {
      this.#listeners.delete(listener);
      this.#setMetered(this.#listeners.size > 0);
    };
  }
}
