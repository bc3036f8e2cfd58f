/** Time as the product may use it: `wallMs` for names and people, `monotonicMs` for every duration, retry and deadline. */
export interface Clock {
  /** Milliseconds since 1970; may jump by years when the network comes up. */
  wallMs(): number;
  /** Milliseconds that only ever go forward, since the board started: they go on over a restart of the service. */
  monotonicMs(): number;
  /** Calls once after `delayMs`; the returned function cancels it. Never keeps the process alive on its own. */
  after(delayMs: number, call: () => void): () => void;
}

/** `performance.now` counts from the start of the process, `hrtime` from that of the kernel. */
const PROCESS_STARTED_MS = Number(process.hrtime.bigint()) / 1e6 - performance.now();

export const systemClock: Clock = {
  wallMs: () => Date.now(),
  monotonicMs: () => PROCESS_STARTED_MS + performance.now(),
  after(delayMs, call) {
    const timer = setTimeout(call, delayMs);
    timer.unref();
    return () => clearTimeout(timer);
  },
};
