/** Counts what a reader lost and reports the flood as one line a second. */

import type { Clock } from '../../platform/clock.ts';
import type { MediaKind } from '../flv/flv-tag.ts';

/** Losses of one reader since its last report. */
export interface Loss {
  reader: string;
  videoFrames: number;
  audioFrames: number;
}

const REPORT_PERIOD_MS = 1_000;

export class LossReport {
  readonly #clock: Clock;
  readonly #reader: string;
  readonly #onLoss: (loss: Loss) => void;
  readonly #lost = { video: 0, audio: 0 };
  readonly #reported = { video: 0, audio: 0 };
  #cancelTimer: (() => void) | null = null;

  constructor(options: { clock: Clock; reader: string; onLoss: (loss: Loss) => void }) {
    this.#clock = options.clock;
    this.#reader = options.reader;
    this.#onLoss = options.onLoss;
  }

  /** Frames lost so far, reported or not. */
  get lost(): Readonly<Record<MediaKind, number>> {
    return this.#lost;
  }

  add(kind: MediaKind): void {
    this.#lost[kind] += 1;
    this.#cancelTimer ??= this.#clock.after(REPORT_PERIOD_MS, () => this.#report());
  }

  /** Reports what is still unreported, at once. */
  close(): void {
    if (this.#cancelTimer === null) return;
    this.#cancelTimer();
    this.#report();
  }

  #report(): void {
    this.#cancelTimer = null;
    const videoFrames = this.#lost.video - this.#reported.video;
    const audioFrames = this.#lost.audio - this.#reported.audio;
    Object.assign(this.#reported, this.#lost);
    this.#onLoss({ reader: this.#reader, videoFrames, audioFrames });
  }
}
