import type { SessionState } from './session-state.ts';

/** True while a seminar goes on: pressed, and not stopped since. */
export function isLive(state: SessionState): state is Extract<SessionState, { phase: 'starting' | 'running' }> {
  return state.phase === 'starting' || state.phase === 'running';
}
