/**
 * Decides from the readings of one playlist whether viewers see the talk. Pure.
 *
 * Two things have to hold: the playlist goes on with new segments, and a segment read not long ago held the talk. A
 * single failure is no verdict: a lost packet must not frighten anybody. Nor is something that this box does not
 * understand.
 */
import type { Reason } from '../../reason.ts';

export type Seen = 'unknown' | 'seen' | 'notSeen';

/** With `unknown`, a reason says why it cannot be known; without a reason it is too early. */
export interface Verdict {
  seen: Seen;
  reason: Reason | null;
}

export interface ReadBackState {
  /** When the server began to take the stream. */
  sinceMs: number;
  /** When it took the stream again after a cut; null: there was none. */
  resumedMs: number | null;
  /** Names of segments that were the newest of the playlist, oldest first. */
  newest: readonly string[];
  /** When a playlist had a segment for the first time. */
  usableMs: number | null;
  /** When a new one was last there; null: none since the first reading. */
  advancedMs: number | null;
  /** When the playlist was read last. */
  readMs: number | null;
  targetSeconds: number;
  /** Time since the end of the playlist was sent, at the newest reading; null: not known. */
  ageMs: number | null;
  /** Reason that the playlist cannot be read, and since when; null: it was read. */
  unread: { reason: Reason; fromMs: number } | null;
  /** Faults of segments in a row. */
  bad: { reason: Reason; times: number; believedAt: number } | null;
  /** Reason that this box cannot judge the newest segment; null: it can. */
  foreign: Reason | null;
  /** A segment has held the talk since the beginning. */
  isProved: boolean;
}

export type ReadBackEvent =
  /** `newest`: name of the last segment; null: it has none. */
  | { type: 'playlist'; atMs: number; newest: string | null; targetSeconds: number; ageMs: number | null }
  /** `fromMs`: when it was asked for. */
  | { type: 'noPlaylist'; fromMs: number; reason: Reason }
  | { type: 'segment'; verdict: 'ours' | 'plausible' | 'unclear' }
  | { type: 'foreignSegment'; reason: Reason }
  | { type: 'badSegment'; reason: Reason; believedAt?: number | undefined }
  /** The publication was cut, and continues. */
  | { type: 'resumed'; atMs: number };

/** Servers take a few seconds until there is a playlist: no sentence before that. */
const GRACE_MS = 12_000;
/** Three segments of 20 s, which some servers wait for before they show the first. */
const LATE_MS = 60_000;
const PATIENCE_MS = 6_000;
/** A server of 2 s segments that pauses so long has stopped; RFC 8216 wants a new one within 1.5 target durations. */
const LEAST_STALL_MS = 8_000;
const STALL_TARGETS = 1.7;
/** Number of bad segments in a row that are believed. */
const BELIEVED_AT = 2;
/** A viewer who is a minute behind does not see this talk, but the one before. */
const OLD_MS = 60_000;
/** Caches that disagree show old and new in turns. */
const NAMES_KEPT = 64;

export function beginReadBack(nowMs: number): ReadBackState {
  return {
    sinceMs: nowMs,
    resumedMs: null,
    newest: [],
    usableMs: null,
    advancedMs: null,
    readMs: null,
    targetSeconds: 0,
    ageMs: null,
    unread: null,
    bad: null,
    foreign: null,
    isProved: false,
  };
}

export function stepReadBack(state: ReadBackState, event: ReadBackEvent): ReadBackState {
  switch (event.type) {
    case 'playlist': {
      const { atMs, newest, targetSeconds, ageMs } = event;
      const read = { ...state, unread: null, readMs: atMs, targetSeconds, ageMs };
      if (newest === null || state.newest.includes(newest)) return read;
      // A segment of the first reading may be of another day.
      const isFirst = state.newest.length === 0;
      return {
        ...read,
        newest: [...state.newest, newest].slice(-NAMES_KEPT),
        usableMs: state.usableMs ?? atMs,
        advancedMs: isFirst ? state.advancedMs : atMs,
      };
    }
    case 'noPlaylist':
      return { ...state, unread: { reason: event.reason, fromMs: state.unread?.fromMs ?? event.fromMs } };
    case 'segment':
      if (event.verdict === 'unclear') return state;
      // A segment without proof whose it is counts where the playlist goes on.
      if (event.verdict === 'plausible' && state.advancedMs === null) return state;
      return { ...state, bad: null, foreign: null, isProved: true };
    case 'foreignSegment':
      return { ...state, bad: null, foreign: event.reason };
    case 'badSegment':
      return {
        ...state,
        foreign: null,
        bad: { reason: event.reason, times: (state.bad?.times ?? 0) + 1, believedAt: event.believedAt ?? BELIEVED_AT },
      };
    case 'resumed':
      return { ...state, resumedMs: event.atMs };
  }
}

export function stallMs(targetSeconds: number): number {
  return Math.max(LEAST_STALL_MS, targetSeconds * 1000 * STALL_TARGETS);
}

/**
 * @param isServed the server is known to be ready
 * @param stalled makes the reason of a playlist that does not go on
 * @param old makes the reason of one that is far behind
 */
export function seenNow(
  state: ReadBackState,
  nowMs: number,
  { isServed, stalled, old }: { isServed: boolean; stalled(): Reason; old(seconds: number): Reason },
): Verdict {
  const { unread, bad, foreign, isProved, ageMs, sinceMs } = state;
  const undecided: Verdict = { seen: isProved ? 'seen' : 'unknown', reason: null };
  if (nowMs - sinceMs < GRACE_MS && !isProved) return undecided;
  if (unread && isCannotTell(unread.reason)) return { seen: 'unknown', reason: unread.reason };
  const fault = faultOf(state, nowMs, stalled);
  // Nothing of this talk has been there yet: the segments may be of another day, and the server not ready.
  const isBeginning = !isServed && !isProved && state.advancedMs === null;
  const mayComeYet = isBeginning && nowMs - sinceMs < LATE_MS && !(unread && CERTAIN.has(unread.reason.code));
  if (fault) return mayComeYet ? undecided : { seen: 'notSeen', reason: fault };
  if (foreign) return { seen: 'unknown', reason: foreign };
  if (!unread && bad === null && ageMs !== null && ageMs > OLD_MS)
    return { seen: 'notSeen', reason: old(Math.round(ageMs / 1000)) };
  return undecided;
}

function faultOf(state: ReadBackState, nowMs: number, stalled: () => Reason): Reason | null {
  const { unread, bad, targetSeconds, sinceMs, usableMs, advancedMs, resumedMs, readMs } = state;
  // Players have buffered more than the length of a segment.
  if (unread) return nowMs - unread.fromMs >= Math.max(PATIENCE_MS, targetSeconds * 1000) ? unread.reason : null;
  if (bad && bad.times >= bad.believedAt) return bad.reason;
  // Only a reading can show that nothing came: a long playlist is read now and then.
  const goneOnMs = Math.max(advancedMs ?? usableMs ?? sinceMs, resumedMs ?? sinceMs);
  return readMs !== null && readMs - goneOnMs > stallMs(targetSeconds) ? stalled() : null;
}

/** Faults that no server recovers from by itself. */
const CERTAIN = new Set<string>(['readBackTls', 'readBackRedirects']);

const CANNOT_TELL = new Set<string>(['readBackUnreachable', 'readBackFault', 'readBackInner', 'cannotTell']);

/** The reason says nothing about what viewers see. */
export function isCannotTell({ code }: Reason): boolean {
  return CANNOT_TELL.has(code);
}
