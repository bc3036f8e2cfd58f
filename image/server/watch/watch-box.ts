/** On the box: /watch plays the stream that the box makes for the room, and gets the state from the box itself. */
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
      // The title of a talk that is over stays. Off the record there is no title.
      if (session.phase !== 'ready') place.title = session.offTheRecord ? '' : (session.title ?? '');
      return state;
    } catch {
      return 'lost';
    }
  },
};
watchPage(place);
