/** What the server may tell everybody who watches: whether the talk is on the air or over, and its title. Pure. */
import { createHash } from 'node:crypto';

export interface Announcement {
  phase: /** Nothing has been on the air since the service started. */
    | 'idle'
    /** Pressed; nothing is on the air yet. */
    | 'starting'
    | 'onAir'
    /** Viewers get a slate on purpose. */
    | 'offTheRecord'
    /** The end slate. */
    | 'ending'
    /** Ended by people, not by a fault. */
    | 'over';
  /** Null off the record, and where there is none. */
  title: string | null;
  /** As people call it. */
  room: string;
  /** Tells one talk from the next and nothing else; null before the first. */
  talk: string | null;
}

/** What of the status of the box it is made of. */
export interface TalkMoment {
  room: string;
  session: {
    phase: 'ready' | 'starting' | 'running' | 'ending';
    id: string | null;
    title: string | null;
    offTheRecord: boolean;
    startedBy: string | null;
  };
  destinations: { phase: string }[];
}

/** @param before the one before this moment; null at the start of the service */
export function announcementOf(moment: TalkMoment, before: Announcement | null): Announcement {
  const { room, session, destinations } = moment;
  const wasOnAir = before !== null && before.phase !== 'idle' && before.phase !== 'starting';
  if (session.phase === 'ready')
    return wasOnAir ? { ...before, phase: 'over', room } : { phase: 'idle', title: null, room, talk: null };
  const talk = hashOf(session.id ?? '');
  const title = session.offTheRecord ? null : session.title;
  // A talk that goes on after a restart of the service has been on the air.
  const isOn =
    (wasOnAir && before.phase !== 'over') ||
    session.startedBy === 'resume' ||
    destinations.some(({ phase }) => phase === 'live');
  if (!isOn) return { phase: 'starting', title, room, talk };
  if (session.phase === 'ending') return { phase: 'ending', title, room, talk };
  return { phase: session.offTheRecord ? 'offTheRecord' : 'onAir', title, room, talk };
}

/** The id itself holds words of the title. */
const hashOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 12);
