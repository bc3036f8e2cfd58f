/** On the server: /watch/ROOM plays /live/ROOM.m3u8. */
import { watchPage } from './watch-page.ts';
import { type Look, lookAt, watchState } from './watch-state.ts';

const LOOK_LIMIT_MS = 8_000;

const room = decodeURIComponent(location.pathname.split('/')[2] ?? '');
const playlist = room && `/live/${encodeURIComponent(room)}.m3u8`;

async function look(): Promise<Look> {
  try {
    const answer = await fetch(playlist, {
      cache: 'no-cache',
      signal: AbortSignal.timeout(LOOK_LIMIT_MS),
    });
    const header = (name: string) => answer.headers.get(name);
    return lookAt({
      status: answer.status,
      date: header('date'),
      lastModified: header('last-modified'),
      text: await answer.text(),
    });
  } catch {
    return 'unreachable';
  }
}

watchPage({ room, playlist, look: async (wasOnAir) => watchState(await look(), wasOnAir) });
