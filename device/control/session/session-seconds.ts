import { isLive } from './is-live.ts';
import type { SessionState } from './session-state.ts';

/** How long the session has run, in seconds: all its stretches, without the outages between them; 0 when there is none. */
export function sessionSeconds(state: SessionState, nowMonotonicMs: number): number {
  if (state.phase === 'ready') return 0;
  const thisStretch = isLive(state) ? (nowMonotonicMs - state.session.startedMonotonicMs) / 1000 : 0;
  return state.session.secondsBefore + thisStretch;
}
