/** The types of the session machine: the states of a session, its events and their effects. */
import type { MediaTarget } from '../../media/media-target.ts';
import type { BootMoment, KnownBy } from '../../platform/boot-moment.ts';
import type { Reason } from '../../reason.ts';

export type StartedBy = 'button' | 'page' | 'agenda' | 'resume';

export interface Mark {
  /** Seconds since the session started. */
  atSeconds: number;
  label: string;
  /** The same moment on the machine's own clock. The recording can be shorter than the time that the session counts. */
  moment?: BootMoment;
}

/**
 * One session, from the press to its finished file. `startedWallMs` is for people; durations come from
 * `startedMonotonicMs`.
 */
export interface Session {
  /** `YYYY-MM-DDTHH-MM-SS-<slug>`: also the name of its folder under `recordings/`. */
  id: string;
  title: string | null;
  startedBy: StartedBy;
  startedWallMs: number;
  /**
   * The same moment on a clock that cannot be wrong. The true time can be computed from it while the board stays on.
   */
  startedOn: KnownBy | null;
  /** False when recording was off in the settings at the start. Later changes count from the next session. */
  recorded: boolean;
  /** Seconds run before the present stretch: 0 until the service restarts or a stop is taken back. */
  secondsBefore: number;
  /** Start of the present stretch. */
  startedMonotonicMs: number;
  offTheRecord: boolean;
  marks: Mark[];
}

export type SessionState =
  /** Nothing runs. A press starts a session. */
  | { phase: 'ready' }
  /** The session has begun; the first media has not come yet. */
  | { phase: 'starting'; session: Session }
  /** Media flows, or is expected to: the owner of a lost encoder restarts it. */
  | { phase: 'running'; session: Session }
  /**
   * Stopped. The recording is closed, the seconds stop at `secondsBefore`, and viewers see the end slate until its time
   * is up. A press resumes the phase in which it was stopped.
   */
  | { phase: 'ending'; session: Session; resumesAs: 'starting' | 'running' };

export type { MediaTarget };

export type SessionEvent =
  /** A session that is ending goes on: only `startedMonotonicMs` of the new one is used. */
  | { type: 'startRequested'; session: Session }
  | { type: 'mediaArrived' }
  /** Start of the session in wall time, computed once the clock is set. */
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
  /** The session is over: notify its observers. */
  | { type: 'sessionEnded'; session: Session }
  | { type: 'refuse'; reason: Reason };

/** `state` is the same object when nothing changed. */
export interface Step {
  state: SessionState;
  effects: SessionEffect[];
}

/** True while a talk goes on: started, and not stopped since. */
export function isLive(state: SessionState): state is Extract<SessionState, { phase: 'starting' | 'running' }> {
  return state.phase === 'starting' || state.phase === 'running';
}

/** True while a slate is up and the room must not be heard: off the record, and at the end. */
export function isMuted(state: SessionState): boolean {
  return state.phase === 'ending' || (state.phase !== 'ready' && state.session.offTheRecord);
}

/** Seconds that the session has run: all its stretches, without the outages between them; 0 when there is none. */
export function sessionSeconds(state: SessionState, nowMonotonicMs: number): number {
  if (state.phase === 'ready') return 0;
  const thisStretch = isLive(state) ? (nowMonotonicMs - state.session.startedMonotonicMs) / 1000 : 0;
  return state.session.secondsBefore + thisStretch;
}
