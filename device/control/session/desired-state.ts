/**
 * The desired state in `DIR/session.json`: the session to go on with after any restart, or none. The file is private,
 * because it holds the title.
 */
import { isKnownBy, type KnownBy } from '../../platform/boot-moment.ts';
import { because, type Reason } from '../../reason.ts';
import { isSessionId } from './session-id.ts';
import type { Mark, Session, SessionState, StartedBy } from './session-state.ts';
import { isLive, sessionSeconds } from './session-state.ts';

const VERSION = 1;

interface DesiredFile {
  version: typeof VERSION;
  session: {
    id: string;
    title: string | null;
    startedBy: StartedBy;
    startedWallMs: number;
    startedOn: KnownBy | null;
    recorded: boolean;
    seconds: number;
    offTheRecord: boolean;
    marks: Mark[];
  } | null;
}

/** The session to go on with, and the reason why it is unknown if the file is damaged. */
export interface Desired {
  session: Session | null;
  damage: Reason | null;
}

/** The text of the file. For a restart, a session that is ending is over. */
export function toFile(state: SessionState, nowMonotonicMs: number): string {
  const file: DesiredFile = { version: VERSION, session: null };
  if (isLive(state)) {
    const { id, title, startedBy, startedWallMs, startedOn, recorded, offTheRecord, marks } = state.session;
    const seconds = sessionSeconds(state, nowMonotonicMs);
    file.session = { id, title, startedBy, startedWallMs, startedOn, recorded, seconds, offTheRecord, marks };
  }
  return `${JSON.stringify(file)}\n`;
}

/** Never throws: a start must not fail because of this file. `null` is a missing file. */
export function fromFile(text: string | null, nowMonotonicMs: number): Desired {
  if (text === null) return { session: null, damage: null };
  const file = parsed(text);
  if (!isDesiredFile(file)) {
    const damage = because('desiredStateDamaged', `not a desired state: ${JSON.stringify(text.slice(0, 200))}`);
    return { session: null, damage };
  }
  if (file.session === null) return { session: null, damage: null };
  const { seconds, ...kept } = file.session;
  return {
    session: {
      ...kept,
      startedOn: isKnownBy(kept.startedOn) ? kept.startedOn : null,
      startedBy: 'resume',
      secondsBefore: seconds,
      startedMonotonicMs: nowMonotonicMs,
    },
    damage: null,
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isDesiredFile(value: unknown): value is DesiredFile {
  return isRecord(value) && value.version === VERSION && (value.session === null || isSession(value.session));
}

function isSession(value: unknown): value is DesiredFile['session'] {
  return (
    isRecord(value) &&
    typeof value.id === 'string' &&
    isSessionId(value.id) &&
    (value.title === null || typeof value.title === 'string') &&
    typeof value.startedBy === 'string' &&
    typeof value.startedWallMs === 'number' &&
    typeof value.recorded === 'boolean' &&
    isSeconds(value.seconds) &&
    typeof value.offTheRecord === 'boolean' &&
    Array.isArray(value.marks) &&
    value.marks.every((mark) => isRecord(mark) && isSeconds(mark.atSeconds) && typeof mark.label === 'string')
  );
}

function isSeconds(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
