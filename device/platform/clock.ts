/** Time as the product may use it: `wallMs` for names and people, `monotonicMs` for every duration, retry and deadline. */
export interface Clock {
  /** Milliseconds since 1970; may jump by years when the network comes up. */
  wallMs(): number;
  /** Milliseconds that only ever go forward, from an arbitrary start. */
  monotonicMs(): number;
  /** Calls once after `delayMs`; the returned function cancels it. Never keeps the process alive on its own. */
  after(delayMs: number, call: () => void): () => void;
}

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
