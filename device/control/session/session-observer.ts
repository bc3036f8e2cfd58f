/** An observer of talks. The controller calls its observers in the order in which they were added. */
import type { Session, SessionState } from './session-state.ts';

export type RunningSession = Exclude<SessionState, { phase: 'ready' }>;

export interface SessionObserver {
  /** Called about every second while a session is on, its end slate included. `seconds`: how long it has run. */
  goesOn?(state: RunningSession, seconds: number): void;
  /**
   * Called once, at the moment in which the session is over. A session that is over never resumes.
   *
   * @param written resolves when everything about the session is written; never rejects
   */
  ended?(session: Session, written: Promise<void>): void;
}
