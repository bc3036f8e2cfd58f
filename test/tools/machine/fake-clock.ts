import type { Clock } from '../../../device/platform/clock.ts';

/** Time that passes only when told to. What falls due is called in order, each at its own time. */
export class FakeClock implements Clock {
  /** Far from zero, as in life. */
  #monotonicMs = 7_000_000;
  #wallAheadMs = Date.UTC(2026, 9, 5, 12, 0, 0) - 7_000_000;
  #timers: { atMs: number; call: () => void }[] = [];

  wallMs = (): number => this.#monotonicMs + this.#wallAheadMs;
  monotonicMs = (): number => this.#monotonicMs;

  after = (delayMs: number, call: () => void): (() => void) => {
    const timer = { atMs: this.#monotonicMs + Math.max(0, delayMs), call };
    this.#timers.push(timer);
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer);
    };
  };

  /** How many calls are still to come. */
  get pending(): number {
    return this.#timers.length;
  }

  /** The wall clock jumps, as when the network sets it; durations do not notice. */
  setWall(wallMs: number): void {
    this.#wallAheadMs = wallMs - this.#monotonicMs;
  }

  advance(ms: number): void {
    const untilMs = this.#monotonicMs + ms;
    for (;;) {
      const due = this.#timers.reduce<{ atMs: number; call: () => void } | null>(
        (first, timer) => (timer.atMs <= untilMs && (!first || timer.atMs < first.atMs) ? timer : first),
        null,
      );
      if (!due) break;
      this.#timers = this.#timers.filter((timer) => timer !== due);
      this.#monotonicMs = Math.max(this.#monotonicMs, due.atMs);
      due.call();
    }
    this.#monotonicMs = untilMs;
  }

  /** The process stands still: time passes, and nobody is called until the next `advance`. */
  stall(ms: number): void {
    this.#monotonicMs += ms;
  }

  /** Like `advance` in steps, with room in between for promises to settle. */
  async pass(ms: number, stepMs = ms): Promise<void> {
    await settled();
    for (let left = ms; left > 0; left -= stepMs) {
      this.advance(Math.min(stepMs, left));
      await settled();
    }
  }
}

/** Everything that promises have set going, without real I/O, is done. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
