/** What the microphone hears now: the newest reading, who wants each one, and whether it is silence. */
import type { Clock } from '../../platform/clock.ts';
import type { AudioLevels } from '../gst/pipeline.ts';
import { Silence } from './silence.ts';

const NOTHING: AudioLevels = { rmsDb: -100, peakDb: -100 };

export interface LevelMeterOptions {
  clock: Clock;
  /** Readings come often while it is on. */
  setMetered(on: boolean): void;
  /** Off the record, say: silence is what is wanted. */
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

  /** The microphone delivers nothing: that is no silence. */
  reset(): void {
    this.#newest = NOTHING;
    this.#silence.reset();
  }

  /** Readings often, until the returned way to stop is taken. */
  watch(listener: (levels: AudioLevels) => void): () => void {
    this.#listeners.add(listener);
    this.#setMetered(true);
    return () => {
      this.#listeners.delete(listener);
      this.#setMetered(this.#listeners.size > 0);
    };
  }
}
