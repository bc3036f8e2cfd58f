/** Schedules the next try for a recording that could not be joined, and gives the reason until then. Pure. */
import { because, type Reason } from '../../reason.ts';
import type { JoinEnd } from './join-process.ts';

/** Pauses between tries: a short failure is soon over; one that lasts must not keep a card and a core busy. */
const FIRST_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 600_000;

export type Unjoined = {
  reason: Reason;
  /** In a row. */
  tries: number;
  again: /** When there is so much room. */
    | { how: 'withRoom'; bytes: number }
    | { how: 'at'; monotonicMs: number }
    /** The content of its parts cannot change. At the next start it is tried once, perhaps by another version. */
    | { how: 'never' };
};

/** After a try. @param before what was known of it until then */
export function unjoined(
  end: Exclude<JoinEnd, { how: 'joined' }>,
  { before, nowMs }: { before: Unjoined | undefined; nowMs: number },
): Unjoined {
  const tries = (before?.tries ?? 0) + 1;
  const never = { how: 'never' } as const;
  const pauseMs = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS);
  const at = { how: 'at', monotonicMs: nowMs + pauseMs } as const;
  switch (end.how) {
    case 'empty':
      return { reason: because('recordingEmpty', 'no frame in its parts'), tries, again: never };
    case 'broken':
      return { reason: because('joinFailed', end.message), tries, again: never };
    case 'noRoom':
      return {
        reason: because('joinNoRoom', `${end.neededBytes} bytes needed`),
        tries,
        again: { how: 'withRoom', bytes: end.neededBytes },
      };
    case 'stopped':
      return { reason: because('joinStopped', end.message), tries, again: at };
    case 'failed':
      return { reason: because(codeOf(end.code), end.message), tries, again: at };
  }
}

export function isDue({ again }: Unjoined, { nowMs, spareBytes }: { nowMs: number; spareBytes: number }): boolean {
  switch (again.how) {
    case 'withRoom':
      return again.bytes <= spareBytes;
    case 'at':
      return again.monotonicMs <= nowMs;
    case 'never':
      return false;
  }
}

function codeOf(code: string | null) {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return 'joinNoRoom';
    case 'EROFS':
      return 'joinReadOnly';
    case 'ENOMEM':
      return 'joinStopped';
    default:
      return 'joinDiskFailed';
  }
}
