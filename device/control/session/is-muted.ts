import type { SessionState } from './session-state.ts';

/** True while a slate is up in which nobody is to be heard: off the record, and at the end. */
export function isMuted(state: SessionState): boolean {
  return state.phase === 'ending' || (state.phase !== 'ready' && state.session.offTheRecord);
}
