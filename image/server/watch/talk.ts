/**
 * The announcement of the room's box to its viewers (`/live/ROOM.json`). It is parsed with care, because it comes from
 * outside. Pure.
 */

/** As in `device/control/announce/announcement.ts`. `noRoom`: the server has no such room. */
const PHASES = ['idle', 'starting', 'onAir', 'offTheRecord', 'ending', 'over', 'noRoom'] as const;
/** Longer titles are cut: people read them on a telephone. */
const LONGEST_TITLE = 300;

export interface Talk {
  /** Null: there is no announcement, or it no longer holds. */
  phase: (typeof PHASES)[number] | null;
  /** Empty where there is none. */
  title: string;
  /** The room's name as people use it; empty where it is not known. */
  room: string;
  /** Differs from talk to talk; empty where it is not known. */
  talk: string;
  /** The playlist has grown since. */
  isFollowed: boolean;
  /** Age of the announcement by the server's clock; null where it is not known. */
  ageSeconds: number | null;
}

export interface TalkAnswer {
  status: number;
  date: string | null;
  lastModified: string | null;
  text: string;
}

export const NOTHING_TOLD: Talk = { phase: null, title: '', room: '', talk: '', isFollowed: false, ageSeconds: null };

/**
 * An announcement that nothing is on air is void once the playlist goes on for this long: another program is on air.
 */
const SLACK_SECONDS = 4;

/** @param listModified `Last-Modified` of the playlist, or null where there is none */
export function readTalk({ status, date, lastModified, text }: TalkAnswer, listModified: string | null): Talk {
  // A server without announcements answers with a page of its own.
  if (status !== 200 && status !== 304 && status !== 404) return NOTHING_TOLD;
  const announced = parsed(text);
  const phase = PHASES.find((one) => one === announced.phase) ?? null;
  if (status === 404) return phase === 'noRoom' ? { ...NOTHING_TOLD, phase } : NOTHING_TOLD;
  if (phase === null || phase === 'noRoom') return NOTHING_TOLD;
  const room = line(announced.room);
  const aheadSeconds = secondsBetween(lastModified, listModified);
  const isOff = phase === 'idle' || phase === 'starting' || phase === 'over';
  const isVoid = isOff && aheadSeconds !== null && aheadSeconds > SLACK_SECONDS;
  if (isVoid && phase !== 'starting') return { ...NOTHING_TOLD, room };
  const title = phase === 'idle' || phase === 'offTheRecord' ? '' : line(announced.title);
  return {
    phase: isVoid ? 'onAir' : phase,
    title,
    room,
    talk: line(announced.talk),
    isFollowed: aheadSeconds !== null && aheadSeconds > 0,
    ageSeconds: secondsBetween(lastModified, date),
  };
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

const line = (value: unknown) => (typeof value === 'string' ? value.trim().slice(0, LONGEST_TITLE) : '');

function secondsBetween(from: string | null, to: string | null): number | null {
  const seconds = (Date.parse(to ?? '') - Date.parse(from ?? '')) / 1000;
  return Number.isNaN(seconds) ? null : seconds;
}
