/** One of the choices that players have at the viewers' address: a playlist, or one of the picture and one of the sound. */
import type { Verdict } from './read-back-state.ts';
import type { TrackReading } from './track-reading.ts';

export class Quality {
  tracks: TrackReading[];
  /** Verdict of the newest reading. */
  verdict: Verdict = { seen: 'unknown', reason: null };
  readMs = Number.NEGATIVE_INFINITY;

  constructor(track: TrackReading) {
    this.tracks = [track];
  }

  get isProved(): boolean {
    return this.tracks.every(({ state }) => state.isProved);
  }

  get isUnread(): boolean {
    return this.tracks.some(({ state }) => state.unread !== null);
  }

  get isDoubted(): boolean {
    return this.tracks.some((track) => track.isDoubted);
  }

  /** @param isServed the talk was seen in one quality: the server is ready */
  settle(isServed: boolean): void {
    this.verdict = ofTracks(this.tracks.map((track) => track.verdict(isServed)));
  }
}

/** Picture and sound: one that viewers lack is enough. Pure. */
export function ofTracks(verdicts: readonly Verdict[]): Verdict {
  const of = (seen: Verdict['seen']) => verdicts.filter((verdict) => verdict.seen === seen);
  const [worst] = [...of('notSeen'), ...of('unknown').filter(({ reason }) => reason), ...of('unknown'), ...of('seen')];
  return worst ?? { seen: 'unknown', reason: null };
}

/** Qualities: one that plays is enough, as players take another where one fails. `failing`: how many do not play. Pure. */
export function ofQualities(verdicts: readonly Verdict[], at: number): Verdict & { failing: number } {
  const failing = verdicts.filter(({ seen }) => seen === 'notSeen').length;
  const own = verdicts[at] ?? { seen: 'unknown', reason: null };
  const best =
    own.seen === 'seen'
      ? own
      : (verdicts.find(({ seen }) => seen === 'seen') ??
        verdicts.find(({ seen, reason }) => seen === 'unknown' && reason) ??
        verdicts.find(({ seen }) => seen === 'unknown') ??
        own);
  return { ...best, failing };
}
