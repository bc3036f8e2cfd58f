/** The transitions of a session: pure, complete, and decided only here. The controller carries out the effects. */
import { because, type Reason } from '../../reason.ts';
import { assertNever } from '../assert-never.ts';
import type { Mark, MediaTarget, Session, SessionEffect, SessionEvent, SessionState, Step } from './session-state.ts';
import { isLive } from './session-state.ts';

/** A mark every 30 s for 4 hours. The limit keeps the desired state, which is written often, below 100 kB. */
export const MARKS_MAX = 500;

export const initialState: SessionState = { phase: 'ready' };

export function targetOf(state: SessionState): MediaTarget {
  switch (state.phase) {
    case 'ready':
      return { encode: false, slate: 'none', recording: null, publish: false };
    case 'starting':
    case 'running':
      return {
        encode: true,
        slate: state.session.offTheRecord ? 'privacy' : 'none',
        recording: state.session.recorded ? state.session.id : null,
        publish: true,
      };
    case 'ending':
      return { encode: true, slate: 'end', recording: null, publish: true };
    default:
      return assertNever(state);
  }
}

export function step(state: SessionState, event: SessionEvent): Step {
  switch (event.type) {
    case 'startRequested':
      return start(state, event.session);
    case 'mediaArrived':
      return mediaArrived(state);
    case 'clockSet':
      return clockSet(state, event.startedWallMs);
    case 'stopRequested':
      return stop(state, event.now, event.atSeconds);
    case 'endingElapsed':
      return state.phase === 'ending' ? finish(state.session) : unchanged(state);
    case 'markRequested':
      return mark(state, event.mark);
    case 'offTheRecordRequested':
      return offTheRecord(state, event.on, event.mark);
    default:
      return assertNever(event);
  }
}

function start(state: SessionState, session: Session): Step {
  switch (state.phase) {
    case 'ready':
      return move({ phase: 'starting', session });
    case 'ending':
      return move(
        { phase: state.resumesAs, session: { ...state.session, startedMonotonicMs: session.startedMonotonicMs } },
        { type: 'disarmEnding' },
      );
    case 'starting':
    case 'running':
      return refused(state, because('sessionAlreadyRunning', `start while ${state.phase}`));
    default:
      return assertNever(state);
  }
}

function mediaArrived(state: SessionState): Step {
  if (state.phase === 'starting') return { state: { ...state, phase: 'running' }, effects: [] };
  // The first media of a session that was stopped while it started: once resumed, it is running.
  if (state.phase === 'ending' && state.resumesAs === 'starting')
    return { state: { ...state, resumesAs: 'running' }, effects: [] };
  return unchanged(state);
}

/** Saved at once: after a power cut the time could not be computed any more. The session keeps its id to the end. */
function clockSet(state: SessionState, startedWallMs: number): Step {
  if (state.phase === 'ready' || state.session.startedOn === 'clock') return unchanged(state);
  const session: Session = { ...state.session, startedWallMs, startedOn: 'clock' };
  return { state: { ...state, session }, effects: [{ type: 'saveDesired' }, ...saveSession(session)] };
}

function stop(state: SessionState, now: boolean, atSeconds: number): Step {
  switch (state.phase) {
    case 'ready':
      return refused(state, because('sessionNotRunning', 'stop while ready'));
    case 'ending':
      return now ? finish(state.session) : refused(state, because('sessionEnding', 'stop while ending'));
    case 'starting':
    case 'running': {
      const session = { ...state.session, secondsBefore: atSeconds };
      return now ? finish(session) : move({ phase: 'ending', session, resumesAs: state.phase }, { type: 'armEnding' });
    }
    default:
      return assertNever(state);
  }
}

function mark(state: SessionState, added: Mark): Step {
  if (!isLive(state)) return refused(state, nothingGoesOn(state, 'mark'));
  const { marks } = state.session;
  if (marks.length >= MARKS_MAX)
    return refused(state, because('tooManyMarks', `${marks.length} marks`, { limit: MARKS_MAX }));
  const session = { ...state.session, marks: [...marks, added] };
  return { state: { ...state, session }, effects: [{ type: 'saveDesired' }, ...saveSession(session)] };
}

function offTheRecord(state: SessionState, on: boolean, added: Mark): Step {
  if (!isLive(state)) return refused(state, nothingGoesOn(state, 'off the record'));
  const { session } = state;
  if (session.offTheRecord === on) return unchanged(state);
  // Privacy is never refused for want of room: beyond the limit only its mark is left out.
  const marks = session.marks.length < MARKS_MAX ? [...session.marks, added] : session.marks;
  return move({ ...state, session: { ...session, offTheRecord: on, marks } });
}

/**
 * Move to a live state. The target comes first, the save right after: a speaker who goes off the record, or on air,
 * does not wait for a memory card (5 to 250 ms). A power cut in between loses the press, not the talk. The timer of the
 * end slate moves along.
 */
function move(state: Exclude<SessionState, { phase: 'ready' }>, ...timer: SessionEffect[]): Step {
  return {
    state,
    effects: [
      ...timer,
      { type: 'target', target: targetOf(state) },
      { type: 'saveDesired' },
      ...saveSession(state.session),
    ],
  };
}

function finish(session: Session): Step {
  const state: SessionState = { phase: 'ready' };
  const effects: SessionEffect[] = [
    { type: 'disarmEnding' },
    { type: 'target', target: targetOf(state) },
    { type: 'saveDesired' },
    ...saveSession(session),
    { type: 'sessionEnded', session },
  ];
  return { state, effects };
}

/** A session that is not recorded has no folder to write in. */
function saveSession(session: Session): SessionEffect[] {
  return session.recorded ? [{ type: 'saveSession', session }] : [];
}

function unchanged(state: SessionState): Step {
  return { state, effects: [] };
}

function refused(state: SessionState, reason: Reason): Step {
  return { state, effects: [{ type: 'refuse', reason }] };
}

function nothingGoesOn(state: { phase: 'ready' | 'ending' }, asked: string): Reason {
  return because(state.phase === 'ending' ? 'sessionEnding' : 'sessionNotRunning', `${asked} while ${state.phase}`);
}
