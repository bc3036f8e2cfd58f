/**
 * Measures how late the event loop of this process is for a press of the button or the next frame. It runs only during
 * talks: its timer would wake a box at rest.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Makes a hundred timers a second, beside 30 pictures and 47 pieces of sound: 0.1 % of an x86 core. */
const RESOLUTION_MS = 10;

export interface EventLoopDelay {
  maxSeconds: number;
  p99Seconds: number;
}

const histogram = monitorEventLoopDelay({ resolution: RESOLUTION_MS });
let isMeasuring = false;

/** Starts afresh for each talk. */
export function measureEventLoop(isTalk: boolean): void {
  if (isTalk === isMeasuring) return;
  isMeasuring = isTalk;
  if (!isTalk) {
    histogram.disable();
    return;
  }
  histogram.reset();
  histogram.enable();
}

/** Delay in the running or last talk; null: there was none, or it has just begun. */
export function eventLoopDelay(): EventLoopDelay | null {
  if (histogram.count === 0) return null;
  // It measures from one timer to the next, which at best is its resolution.
  const late = (nanoseconds: number) => Math.max(0, nanoseconds / 1e6 - RESOLUTION_MS) / 1000;
  return { maxSeconds: late(histogram.max), p99Seconds: late(histogram.percentile(99)) };
}
