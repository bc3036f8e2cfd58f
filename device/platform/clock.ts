/** Time for the product, and what is known of it. */
import { existsSync } from 'node:fs';
import { timeZone } from './time-zone.ts';

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

const TIMESYNC_FOLDER = '/run/systemd/timesync';

/**
 * True if the wall clock can be believed: a board without a battery-backed clock starts at the time it saved last.
 * Where timesyncd keeps the time, only its word counts; elsewhere somebody else takes care of it.
 */
export function isClockTrusted(folder = TIMESYNC_FOLDER): boolean {
  return !existsSync(folder) || existsSync(`${folder}/synchronized`);
}

/** Facts about the time of this box. */
export function timeFacts(clock: Clock): { bootedAt: string; clockTrusted: boolean; timeZone: string } {
  // To the second, since the clock is corrected by fractions of one.
  const bootedMs = Math.round((clock.wallMs() - clock.monotonicMs()) / 1000) * 1000;
  return { bootedAt: new Date(bootedMs).toISOString(), clockTrusted: isClockTrusted(), timeZone: timeZone() };
}
