/** What the page in the room shows, from what the box says of itself. */
import type { Status } from '../../../device/api/contract/status.ts';
import type { WatchState } from './watch-state.ts';

/** Session of the status that the box tells everybody. */
type Session = Pick<Status['session'], 'phase' | 'offTheRecord' | 'endedSeconds'>;

/** Whoever comes to the room the next day does not come for that talk. */
const NEWS_SECONDS = 12 * 3600;

export function boxState({ phase, offTheRecord, endedSeconds }: Session, wasOnAir: boolean): WatchState {
  const isNews = wasOnAir || (endedSeconds !== null && endedSeconds < NEWS_SECONDS);
  if (phase === 'ready') return isNews ? 'over' : 'waiting';
  if (phase === 'starting') return 'waiting';
  if (phase === 'ending') return 'ending';
  return offTheRecord ? 'offTheRecord' : 'onAir';
}
