/** When an update may be installed: with no talk on and none just over. Pure. */
import type { DatedMoment } from '../../platform/boot-moment.ts';

/** After a talk somebody may still be there. */
export const QUIET_MS = 2 * 3600_000;

export interface Held {
  why: 'session' | 'recent';
  /** From now; null: nobody can tell. */
  forMs: number | null;
}

export interface QuietFacts {
  isSessionOn: boolean;
  /** When the last session was over; null where there was none. */
  ended: DatedMoment | null;
  now: DatedMoment;
}

/** Null: nothing is in the way. */
export function heldBack({ isSessionOn, ended, now }: QuietFacts): Held | null {
  if (isSessionOn) return { why: 'session', forMs: null };
  const quietForMs = ended === null ? Number.POSITIVE_INFINITY : elapsedMs(ended, now);
  if (quietForMs < QUIET_MS) return { why: 'recent', forMs: QUIET_MS - quietForMs };
  return null;
}

/** At least so much has passed. */
function elapsedMs(ended: DatedMoment, now: DatedMoment): number {
  if (ended.boot === now.boot) return now.monotonicMs - ended.monotonicMs;
  const byClockMs = now.wallMs - ended.wallMs;
  // The board was off for nobody knows how long: it has been on for this.
  return ended.clockTrusted && now.clockTrusted && byClockMs >= 0 ? byClockMs : now.monotonicMs;
}
