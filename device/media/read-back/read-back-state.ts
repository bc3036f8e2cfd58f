/**
 * Whether viewers see the talk, from what was read at their address. Pure.
 *
 * Two things have to hold. The playlist goes on: new segments come. And a segment read not long ago held the talk. A single
 * failure is no verdict: a lost packet must not frighten anybody.
 */
import type { Reason } from '../../reason.ts';

export type Seen = 'unknown' | 'seen' | 'notSeen';

export interface ReadBackState {
  /** When the server began to take the stream. */
  sinceMs: number;
  /** Names of segments that were the newest of the playlist, oldest first. */
  newest: readonly string[];
  /** When a new one was last there; null: none since the first look. */
  advancedMs: number | null;
  targetSeconds: number;
  /** How long ago what ends the playlist was sent, at the newest look; null: not known. */
  ageMs: number | null;
  /** What keeps the playlist from being read, since when; null: it was read. */
  unread: { reason: Reason; fromMs: number } | null;
  /** Faults of segments in a row. */
  bad: { reason: Reason; times: number; believedAt: number } | null;
  /** A segment held the talk, since the beginning. */
  isProved: boolean;
}

export type ReadBackEvent =
  /** `newest`: what names the last segment; null: it has none. */
  | { type: 'playlist'; atMs: number; newest: string | null; targetSeconds: number; ageMs: number | null }
  /** `fromMs`: when it was asked for. */
  | { type: 'noPlaylist'; fromMs: number; reason: Reason }
  | { type: 'segment'; verdict: 'ours' | 'plausible' | 'unclear' }
  | { type: 'badSegment'; reason: Reason; believedAt?: number | undefined };

/** Servers take a few seconds until there is a playlist: no sentence before that. */
const GRACE_MS = 12_000;
const PATIENCE_MS = 6_000;
/** A server of 2 s segments that pauses so long has stopped; RFC 8216 wants a new one within 1.5 target durations. */
const LEAST_STALL_MS = 8_000;
const STALL_TARGETS = 1.7;
/** Of segments in a row. */
const BELIEVED_AT = 2;
/** A viewer who is a minute behind does not see this talk, but the one of before. */
const OLD_MS = 60_000;
/** Caches that disagree show old and new by turns. */
const NAMES_KEPT = 64;

export function beginReadBack(nowMs: number): ReadBackState {
  return {
    sinceMs: nowMs,
    newest: [],
    advancedMs: null,
    targetSeconds: 0,
    ageMs: null,
    unread: null,
    bad: null,
    isProved: false,
  };
}

export function stepReadBack(state: ReadBackState, event: ReadBackEvent): ReadBackState {
  switch (event.type) {
    case 'playlist': {
      const { atMs, newest, targetSeconds, ageMs } = event;
      const read = { ...state, unread: null, targetSeconds, ageMs };
      if (newest === null || state.newest.includes(newest)) return read;
      // What was there at the first look may be of another day.
      const isFirst = state.newest.length === 0;
      return {
        ...read,
        newest: [...state.newest, newest].slice(-NAMES_KEPT),
        advancedMs: isFirst ? state.advancedMs : atMs,
      };
    }
    case 'noPlaylist':
      return { ...state, unread: { reason: event.reason, fromMs: state.unread?.fromMs ?? event.fromMs } };
    case 'segment':
      if (event.verdict === 'unclear') return state;
      // Without a proof whose it is, it counts where the playlist goes on.
      if (event.verdict === 'plausible' && state.advancedMs === null) return state;
      return { ...state, bad: null, isProved: true };
    case 'badSegment':
      return {
        ...state,
        bad: { reason: event.reason, times: (state.bad?.times ?? 0) + 1, believedAt: event.believedAt ?? BELIEVED_AT },
      };
  }
}

export function stallMs(targetSeconds: number): number {
  return Math.max(LEAST_STALL_MS, targetSeconds * 1000 * STALL_TARGETS);
}

/** @param stands why, when the playlist does not go on @param old why, when it is far behind */
export function seenNow(
  state: ReadBackState,
  nowMs: number,
  { stands, old }: { stands(): Reason; old(seconds: number): Reason },
): { seen: Seen; reason: Reason | null } {
  const { unread, bad, isProved, ageMs, sinceMs } = state;
  const not = (reason: Reason) => ({ seen: 'notSeen' as const, reason });
  const isEarly = nowMs - sinceMs < GRACE_MS && !isProved;
  const undecided = { seen: isProved ? ('seen' as const) : ('unknown' as const), reason: null };
  if (isEarly) return undecided;
  if (unread && nowMs - unread.fromMs >= PATIENCE_MS) {
    // What cannot be reached from here may well be seen elsewhere.
    return CANNOT_TELL.has(unread.reason.code) ? { seen: 'unknown', reason: unread.reason } : not(unread.reason);
  }
  if (bad && bad.times >= bad.believedAt) return not(bad.reason);
  const goneOnMs = state.advancedMs ?? sinceMs;
  if (!unread && nowMs - goneOnMs > stallMs(state.targetSeconds)) return not(stands());
  if (!unread && ageMs !== null && ageMs > OLD_MS) return not(old(Math.round(ageMs / 1000)));
  return undecided;
}

const CANNOT_TELL = new Set<string>(['readBackUnreachable', 'readBackFault']);
