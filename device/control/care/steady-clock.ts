/** Judges if the wall clock has run evenly for long enough that recordings may be removed for their age. */
import type { Clock } from '../../platform/clock.ts';

/** Time servers that err, and people who try the date, are corrected sooner. */
const STEADY_MS = 30 * 60_000;
/** Setting the clock for a leap second, or after some minutes without a network, is no jump. */
const JUMP_MS = 60_000;

export class SteadyClock {
  readonly #clock: Clock;
  #sinceMs: number | null = null;
  #aheadMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Call often: each call compares the two clocks. */
  look(trusted: boolean): void {
    const nowMs = this.#clock.monotonicMs();
    const aheadMs = this.#clock.wallMs() - nowMs;
    const jumped = Math.abs(aheadMs - this.#aheadMs) > JUMP_MS;
    if (!trusted) this.#sinceMs = null;
    else if (this.#sinceMs === null || jumped) this.#sinceMs = nowMs;
    this.#aheadMs = aheadMs;
  }

  /** State at the last look. */
  get isSteady(): boolean {
    const nowMs = this.#clock.monotonicMs();
    const moved = Math.abs(this.#clock.wallMs() - nowMs - this.#aheadMs) > JUMP_MS;
    return this.#sinceMs !== null && !moved && nowMs - this.#sinceMs >= STEADY_MS;
  }
}
