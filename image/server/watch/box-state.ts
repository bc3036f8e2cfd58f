/** The state of the page in the room, from the status of the box. */
import type { Status } from '../../../device/api/contract/status.ts';
import type { WatchState } from './watch-state.ts';

/** The session in the box's public status. */
type Session = Pick<Status['session'], 'phase' | 'offTheRecord' | 'endedSeconds'>;

/** A viewer who comes the next day does not come for that talk. */
const NEWS_SECONDS = 12 * 3600;

export function boxState({ phase, offTheRecord, endedSeconds }: Session, wasOnAir: boolean): WatchState {
  const isNews = wasOnAir || (endedSeconds !== null && endedSeconds < NEWS_SECONDS);
  if (phase === 'ready') return isNews ? 'over' : 'waiting';
  if (phase === 'starting') return 'waiting';
  if (phase === 'ending') return 'ending';
  return offTheRecord ? 'offTheRecord' : 'onAir';
}
