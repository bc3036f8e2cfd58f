/** On the box: /watch plays what the box makes for the room, and knows from the box itself what is going on. */
import type { Status } from '../../../device/api/contract/status.ts';
import { boxState } from './box-state.ts';
import { type Place, watchPage } from './watch-page.ts';

const LOOK_LIMIT_MS = 4_000;

const place: Place = {
  room: '',
  title: '',
  playlist: '/live/index.m3u8',
  async look(wasOnAir) {
    try {
      const answer = await fetch('/api/state', { signal: AbortSignal.timeout(LOOK_LIMIT_MS) });
      const { room, session } = (await answer.json()) as Status;
      place.room = room;
      const state = boxState(session, wasOnAir);
      // Of the talk that is over the title stays; off the record nothing is told.
      if (session.phase !== 'ready') place.title = session.offTheRecord ? '' : (session.title ?? '');
      return state;
    } catch {
      return 'lost';
    }
  },
};
watchPage(place);
