/** Rooms of this server that are on air, from nginx's own listing of the playlists. */
import { readTalk } from './talk.ts';

export interface RoomOnAir {
  address: string;
  /** The name that people use, where it is known. */
  room: string;
  title: string;
}

/** A line of `autoindex_format json`. */
interface Entry {
  name: string;
  mtime: string;
}

/** Segments are 2 s long. A playlist that has not grown for this long belongs to a talk that is over, or cut. */
const FRESH_SECONDS = 15;
/** The page has no space for more. */
const MOST_ROOMS = 50;
const LIMIT_MS = 8_000;

/** Never rejects: null where the server gives no list. */
export async function roomsOnAir(): Promise<RoomOnAir[] | null> {
  try {
    const ask = (path: string) => fetch(path, { cache: 'no-cache', signal: AbortSignal.timeout(LIMIT_MS) });
    const listing = await ask('/live/');
    const date = listing.headers.get('date');
    const isFresh = ({ mtime }: Entry) => Date.parse(date ?? '') - Date.parse(mtime) < FRESH_SECONDS * 1000;
    const lists = ((await listing.json()) as Entry[]).filter((entry) => entry.name.endsWith('.m3u8') && isFresh(entry));
    const rooms = await Promise.all(
      lists.slice(0, MOST_ROOMS).map(async ({ name, mtime }) => {
        const key = name.replace(/\.m3u8$/, '');
        const answer = await ask(`/live/${encodeURIComponent(key)}.json`);
        const lastModified = answer.headers.get('last-modified');
        const talk = readTalk({ status: answer.status, date, lastModified, text: await answer.text() }, mtime);
        const isOver = talk.phase === 'over' || talk.phase === 'idle' || talk.phase === 'starting';
        return isOver
          ? null
          : { address: `/watch/${encodeURIComponent(key)}`, room: talk.room || key, title: talk.title };
      }),
    );
    return rooms.filter((room) => room !== null);
  } catch {
    return null;
  }
}
