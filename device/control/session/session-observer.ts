/** What wants to know of talks. The controller calls its observers in the order in which they were added. */
import type { Session, SessionState } from './session-state.ts';

export type RunningSession = Exclude<SessionState, { phase: 'ready' }>;

export interface SessionObserver {
  /** About each second while a session is on, its end slate included. `seconds`: how long it has run. */
  goesOn?(state: RunningSession, seconds: number): void;
  /**
   * Once, at the moment in which the session is over; it is not taken up again.
   *
   * @param written resolves when all that was to be written of the session is written; never rejects
   */
  ended?(session: Session, written: Promise<void>): void;
}
