/** The public part of a talk's state, for everybody who watches: whether it is on air or over, and its title. Pure. */
import { createHash } from 'node:crypto';

export interface Announcement {
  phase: /** Nothing has been on the air since the service started. */
    | 'idle'
    /** The session has begun; nothing is on air yet. */
    | 'starting'
    | 'onAir'
    /** Viewers see a slate on purpose. */
    | 'offTheRecord'
    /** The end slate. */
    | 'ending'
    /** Ended by people, not by a failure. */
    | 'over';
  /** Null off the record, and where there is no title. */
  title: string | null;
  /** Name of the room, as people call it. */
  room: string;
  /** Tells one talk from the next and says nothing else; null before the first. */
  talk: string | null;
}

/** The part of the box's status that an announcement is made of. */
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

/** @param before the previous announcement; null at the start of the service */
export function announcementOf(moment: TalkMoment, before: Announcement | null): Announcement {
  const { room, session, destinations } = moment;
  const wasOnAir = before !== null && before.phase !== 'idle' && before.phase !== 'starting';
  if (session.phase === 'ready')
    return wasOnAir ? { ...before, phase: 'over', room } : { phase: 'idle', title: null, room, talk: null };
  const talk = hashOf(session.id ?? '');
  const title = session.offTheRecord ? null : session.title;
  // A talk that goes on after a restart of the service has been on air.
  const isOn =
    (wasOnAir && before.phase !== 'over') ||
    session.startedBy === 'resume' ||
    destinations.some(({ phase }) => phase === 'live');
  if (!isOn) return { phase: 'starting', title, room, talk };
  if (session.phase === 'ending') return { phase: 'ending', title, room, talk };
  return { phase: session.offTheRecord ? 'offTheRecord' : 'onAir', title, room, talk };
}

/** A hash, because the id itself holds words of the title. */
const hashOf = (id: string) => createHash('sha256').update(id).digest('hex').slice(0, 12);
