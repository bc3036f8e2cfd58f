/** On the server: /watch/ROOM plays /live/ROOM.m3u8. Without a room the page shows the rooms on air. */
import { roomsOnAir } from './rooms-on-air.ts';
import { readTalk } from './talk.ts';
import { type Place, watchPage } from './watch-page.ts';
import { isPlaying, lookAt, type PlaylistAnswer, watchState } from './watch-state.ts';

const LOOK_LIMIT_MS = 8_000;

async function get(path: string): Promise<PlaylistAnswer> {
  const answer = await fetch(path, { cache: 'no-cache', signal: AbortSignal.timeout(LOOK_LIMIT_MS) });
  const header = (name: string) => answer.headers.get(name);
  return {
    status: answer.status,
    date: header('date'),
    lastModified: header('last-modified'),
    text: await answer.text(),
  };
}

/** Room in the address, in small letters. A path that cannot be decoded names no room. */
function roomOf(path: string): string {
  try {
    return decodeURIComponent(path.split('/')[2] ?? '').toLowerCase();
  } catch {
    return '?';
  }
}

const name = roomOf(location.pathname);
const base = name && `/live/${encodeURIComponent(name)}`;
/** The talk that was last played here. */
let played = '';

const place: Place = {
  room: name,
  title: '',
  playlist: base && `${base}.m3u8`,
  async look(wasOnAir) {
    try {
      const [list, news] = await Promise.all([get(place.playlist), get(`${base}.json`)]);
      const talk = readTalk(news, list.status === 404 ? null : list.lastModified);
      const state = watchState(lookAt(list), wasOnAir && (talk.talk === '' || talk.talk === played), talk);
      if (isPlaying(state)) played = talk.talk;
      place.room = talk.room || name;
      place.title = talk.title;
      return state;
    } catch {
      return 'lost';
    }
  },
  rooms: roomsOnAir,
};
watchPage(place);
