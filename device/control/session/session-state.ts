/** The words of the session machine: what a session is, what can happen to it and what must then be done. */
import type { MediaTarget } from '../../media/media-target.ts';
import type { BootMoment, KnownBy } from '../../platform/boot-moment.ts';
import type { Reason } from '../../reason.ts';

export type StartedBy = 'button' | 'page' | 'agenda' | 'resume';

export interface Mark {
  /** Seconds since the session started. */
  atSeconds: number;
  label: string;
  /** The same moment on the machine's own clock: the recording can be a part of what the session counts. */
  moment?: BootMoment;
}

/** One seminar, from the press to its finished file. `startedWallMs` is for people; durations come from `startedMonotonicMs`. */
export interface Session {
  /** `YYYY-MM-DDTHH-MM-SS-<slug>`: also the name of its folder under `recordings/`. */
  id: string;
  title: string | null;
  startedBy: StartedBy;
  startedWallMs: number;
  /** The same moment where no clock can be wrong: the true time can be told from it for as long as the board stays on. */
  startedOn: KnownBy | null;
  /** False when the settings said at the start that nothing is recorded; later changes count from the next session. */
  recorded: boolean;
  /** Seconds that had already run when the present stretch began: 0 until a restart of the service or a stop taken back. */
  secondsBefore: number;
  /** When the present stretch began. */
  startedMonotonicMs: number;
  offTheRecord: boolean;
  marks: Mark[];
}

export type SessionState =
  /** Nothing runs; a press starts. */
  | { phase: 'ready' }
  /** Pressed; the first media has not come yet. */
  | { phase: 'starting'; session: Session }
  /** Media flows (or is expected to: a lost encoder is restarted by its owner). */
  | { phase: 'running'; session: Session }
  /**
   * Stopped: the recording is closed, its seconds stand still in `secondsBefore`, viewers see the end slate until the
   * time is up. A press resumes into the phase it was stopped in.
   */
  | { phase: 'ending'; session: Session; resumesAs: 'starting' | 'running' };

export type { MediaTarget };

export type SessionEvent =
  /** While a session is ending it is that one which goes on: then only `startedMonotonicMs` of the new one is used. */
  | { type: 'startRequested'; session: Session }
  | { type: 'mediaArrived' }
  /** When the session began, now that the clock is set. */
  | { type: 'clockSet'; startedWallMs: number }
  /** `now` leaves out the end slate. `atSeconds` is how long the session has run. */
  | { type: 'stopRequested'; now: boolean; atSeconds: number }
  | { type: 'endingElapsed' }
  | { type: 'markRequested'; mark: Mark }
  | { type: 'offTheRecordRequested'; on: boolean; mark: Mark };

export type SessionEffect =
  | { type: 'target'; target: MediaTarget }
  /** Write the desired state to disk, right after the target it belongs to. */
  | { type: 'saveDesired' }
  /** Write the session's own facts (title, marks) beside its recording. */
  | { type: 'saveSession'; session: Session }
  | { type: 'armEnding' }
  | { type: 'disarmEnding' }
  /** The session is over, for all that follow it. */
  | { type: 'sessionEnded'; session: Session }
  | { type: 'refuse'; reason: Reason };

/** `state` is the very same object when nothing changed. */
export interface Step {
  state: SessionState;
  effects: SessionEffect[];
}

/** True while a talk goes on: pressed, and not stopped since. */
export function isLive(state: SessionState): state is Extract<SessionState, { phase: 'starting' | 'running' }> {
  return state.phase === 'starting' || state.phase === 'running';
}

/** True while a slate is up in which nobody is to be heard: off the record, and at the end. */
export function isMuted(state: SessionState): boolean {
  return state.phase === 'ending' || (state.phase !== 'ready' && state.session.offTheRecord);
}

/** How long the session has run, in seconds: all its stretches, without the outages between them; 0 when there is none. */
export function sessionSeconds(state: SessionState, nowMonotonicMs: number): number {
  if (state.phase === 'ready') return 0;
  const thisStretch = isLive(state) ? (nowMonotonicMs - state.session.startedMonotonicMs) / 1000 : 0;
  return state.session.secondsBefore + thisStretch;
}
