/** Decides when an update may be installed: no talk is on, and none has just ended. Pure. */
import type { DatedMoment } from '../../platform/boot-moment.ts';

/** People may still be in the room after a talk. */
export const QUIET_MS = 2 * 3600_000;

export interface Held {
  why: 'session' | 'recent';
  /** Milliseconds from now; null: unknown. */
  forMs: number | null;
}

export interface QuietFacts {
  isSessionOn: boolean;
  /** End of the last session; null where there was none. */
  ended: DatedMoment | null;
  now: DatedMoment;
}

/** Null: the update may be installed. */
export function heldBack({ isSessionOn, ended, now }: QuietFacts): Held | null {
  if (isSessionOn) return { why: 'session', forMs: null };
  const quietForMs = ended === null ? Number.POSITIVE_INFINITY : elapsedMs(ended, now);
  if (quietForMs < QUIET_MS) return { why: 'recent', forMs: QUIET_MS - quietForMs };
  return null;
}

/** Time that has passed, at the least. */
function elapsedMs(ended: DatedMoment, now: DatedMoment): number {
  if (ended.boot === now.boot) return now.monotonicMs - ended.monotonicMs;
  const byClockMs = now.wallMs - ended.wallMs;
  // It is unknown how long the board was off. It has been on for this long.
  return ended.clockTrusted && now.clockTrusted && byClockMs >= 0 ? byClockMs : now.monotonicMs;
}
