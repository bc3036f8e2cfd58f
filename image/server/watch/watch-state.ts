/** State of the page, from the last look at the playlist and the room's announcement. */
import { NOTHING_TOLD, type Talk } from './talk.ts';

/** States in which the stream is played. */
export type PlayingState = 'onAir' | 'offTheRecord' | 'ending';
export type WatchState =
  | PlayingState
  | 'waiting'
  /** Nothing arrives any more, and no announcement says why. */
  | 'paused'
  /** The talk goes on, but nothing arrives from the room. */
  | 'cut'
  /** The server has data that this viewer does not get. */
  | 'stuck'
  | 'lost'
  | 'over'
  | 'wrongRoom';

export function isPlaying(state: WatchState): state is PlayingState {
  return state === 'onAir' || state === 'offTheRecord' || state === 'ending';
}

/** `stale`: the playlist is there, but has not grown for a while. */
export type Look = 'fresh' | 'stale' | 'absent' | 'unreachable';

/** A viewer who comes later than this learns nothing of a talk that is over, or of one that was cut for good. */
const NEWS_SECONDS = 3600;
/** From the first picture sent to the first segment announced, with a slow keyframe and a slow poll. */
const BEGINNING_SECONDS = 15;

export function watchState(look: Look, wasOnAir: boolean, talk: Talk = NOTHING_TOLD): WatchState {
  if (look === 'unreachable') return 'lost';
  const { phase, ageSeconds, isFollowed } = talk;
  const isNews = wasOnAir || (ageSeconds !== null && ageSeconds < NEWS_SECONDS);
  switch (phase) {
    case 'noRoom':
      return look === 'fresh' ? 'onAir' : 'wrongRoom';
    case 'over':
      return isNews ? 'over' : 'waiting';
    // The box was restarted after the talk.
    case 'idle':
      return wasOnAir ? 'over' : 'waiting';
    case 'starting':
      return 'waiting';
    case 'onAir':
    case 'offTheRecord':
    case 'ending':
      if (look === 'fresh') return phase;
      if (!wasOnAir && !isFollowed && ageSeconds !== null && ageSeconds < BEGINNING_SECONDS) return 'waiting';
      return isNews ? 'cut' : 'waiting';
    case null:
      if (look === 'fresh') return 'onAir';
      return wasOnAir ? 'paused' : 'waiting';
  }
}

/** Segments follow the keyframes. Three late ones in a row are more than a hiccup of the network. */
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
