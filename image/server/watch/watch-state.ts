/** What the page shows, from what the last look at the playlist said. */

/** States in which the stream is played. */
export type PlayingState = 'onAir' | 'offTheRecord' | 'ending';
export type WatchState = PlayingState | 'waiting' | 'paused' | 'lost' | 'over';

export function isPlaying(state: WatchState): state is PlayingState {
  return state === 'onAir' || state === 'offTheRecord' || state === 'ending';
}

/** `stale`: the playlist is there, and nobody has added to it for a while. */
export type Look = 'fresh' | 'stale' | 'absent' | 'unreachable';

export function watchState(look: Look, wasOnAir: boolean): WatchState {
  if (look === 'fresh') return 'onAir';
  if (look === 'unreachable') return 'lost';
  return wasOnAir ? 'paused' : 'waiting';
}

/** Segments follow the keyframes; three late ones in a row are no hiccup of the network any more. */
const LATE_SEGMENTS = 3;
/** HTTP dates are whole seconds, and a segment may be announced late by the time it takes to send it. */
const SLACK_SECONDS = 2;

export interface PlaylistAnswer {
  status: number;
  /** `Date` and `Last-Modified`, both from the server: its clock may be wrong, and so may the viewer's. */
  date: string | null;
  lastModified: string | null;
  text: string;
}

export function lookAt({ status, date, lastModified, text }: PlaylistAnswer): Look {
  if (status === 404) return 'absent';
  if (status !== 200 && status !== 304) return 'unreachable';
  const targetSeconds = Number(/#EXT-X-TARGETDURATION:(\d+)/.exec(text)?.[1]);
  if (!(targetSeconds > 0)) return 'absent';
  if (date === null || lastModified === null) return 'fresh';
  const ageSeconds = (Date.parse(date) - Date.parse(lastModified)) / 1000;
  return ageSeconds <= LATE_SEGMENTS * targetSeconds + SLACK_SECONDS ? 'fresh' : 'stale';
}
