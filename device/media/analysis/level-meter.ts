/** Keeps the microphone's newest level, who wants each one, and whether it is silence. */
import type { Clock } from '../../platform/clock.ts';
import type { AudioLevels } from '../gst/pipeline.ts';
import { Silence } from './silence.ts';

const NOTHING: AudioLevels = { rmsDb: -100, peakDb: -100 };

export interface LevelMeterOptions {
  clock: Clock;
  /** Switches to frequent readings. */
  setMetered(on: boolean): void;
  /** The silence is wanted, as off the record. */
  isMuted(): boolean;
}

export class LevelMeter {
  readonly #clock: Clock;
  readonly #setMetered: (on: boolean) => void;
  readonly #listeners = new Set<(levels: AudioLevels) => void>();
  readonly #silence = new Silence();
  readonly #isMuted: () => boolean;
  #newest = NOTHING;

  constructor({ clock, setMetered, isMuted }: LevelMeterOptions) {
    this.#clock = clock;
    this.#setMetered = setMetered;
    this.#isMuted = isMuted;
  }

  get newest(): AudioLevels {
    return this.#newest;
  }

  get isSilent(): boolean {
    return this.#silence.isSilent(this.#clock.monotonicMs());
  }

  push(levels: AudioLevels): void {
    this.#newest = levels;
    if (this.#isMuted()) this.#silence.reset();
    else this.#silence.push(levels.rmsDb, this.#clock.monotonicMs());
    for (const listener of this.#listeners) listener(levels);
  }

  /** Forgets the levels: a microphone that delivers nothing is not silent. */
  reset(): void {
    this.#newest = NOTHING;
    this.#silence.reset();
  }

  /** Sends frequent readings until the returned function is called. */
  watch(listener: (levels: AudioLevels) => void): () => void {
    this.#listeners.add(listener);
    this.#setMetered(true);
    return () => {
      this.#listeners.delete(listener);
      this.#setMetered(this.#listeners.size > 0);
    };
  }
}
