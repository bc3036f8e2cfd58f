/**
 * Detects that the box does not get to its own work, from periodic news of a worker. A process without the processor
 * sends nothing, and what it misses is nobody else's fault. Pure; times are the service's monotonic clock.
 */

/** A worker starts and loads its plugins: 0.3 s here, 2 s on an A53 core. */
const FIRST_MS = 4000;
/** Twice the longest period on which news is sent. */
const NEXT_MS = 1000;
const OVER_MS = 10_000;
/** Part of that time. A third of the processor is still enough for a handshake, which takes 10 ms of it. */
const BUSY_PART = 0.25;

export class OwnPace {
  readonly #startedMs: number;
  #newestMs: number;
  #allowedMs = FIRST_MS;
  /** How late news was, and when it came. */
  #late: { atMs: number; byMs: number }[] = [];

  constructor(nowMs: number) {
    this.#startedMs = nowMs;
    this.#newestMs = nowMs;
  }

  heard(nowMs: number): void {
    const byMs = nowMs - this.#newestMs - this.#allowedMs;
    if (byMs > 0) this.#late.push({ atMs: nowMs, byMs });
    this.#late = this.#late.filter(({ atMs }) => nowMs - atMs < OVER_MS);
    this.#newestMs = nowMs;
    this.#allowedMs = NEXT_MS;
  }

  isBusy(nowMs: number): boolean {
    const openMs = Math.max(0, nowMs - this.#newestMs - this.#allowedMs);
    const lateMs = this.#late.reduce((sum, { atMs, byMs }) => (nowMs - atMs < OVER_MS ? sum + byMs : sum), openMs);
    return lateMs > BUSY_PART * Math.min(OVER_MS, nowMs - this.#startedMs);
  }
}
