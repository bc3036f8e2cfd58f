/** What the page in the room shows, from what the box says of itself. */
import type { Status } from '../../../device/api/contract/status.ts';
import type { WatchState } from './watch-state.ts';

/** Session of the status that the box tells everybody. */
type Session = Pick<Status['session'], 'phase' | 'offTheRecord'>;

export function boxState({ phase, offTheRecord }: Session, wasOnAir: boolean): WatchState {
  if (phase === 'ready') return wasOnAir ? 'over' : 'waiting';
  if (phase === 'starting') return 'waiting';
  if (phase === 'ending') return 'ending';
  return offTheRecord ? 'offTheRecord' : 'onAir';
}
