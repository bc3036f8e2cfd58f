/** Judges if media makes progress as the session promises. */
import type { Clock } from '../platform/clock.ts';

/** A capture that restarts is back within 5 s. Half a minute without a frame is a box that is stuck. */
const STUCK_MS = 30_000;

export class MediaProgress {
  readonly #clock: Clock;
  #flowedMs: number;

  constructor(clock: Clock) {
    this.#clock = clock;
    this.#flowedMs = clock.monotonicMs();
  }

  /** Call about every second. `isWell`: media flows, or none is promised. */
  look(isWell: boolean): void {
    if (isWell) this.#flowedMs = this.#clock.monotonicMs();
  }

  get isStuck(): boolean {
    return this.#clock.monotonicMs() - this.#flowedMs >= STUCK_MS;
  }
}
