import { useEffect } from 'preact/hooks';
import type { Status } from '../../../device/api/contract/status.ts';
import { delay, rate } from '../figures.ts';
import { followHistory, history } from '../stores/history-store.ts';
import { words } from '../words.ts';
import { Plot } from './plot.tsx';

type Destination = Status['destinations'][number];

export function Destinations({ status: { destinations, session } }: { status: Status }) {
  useEffect(followHistory, []);
  return (
    <section class="card">
      <div class="line">
        <h2>{words.destinations.heading}</h2>
        <a class="touch" href="/watch" target="_blank" rel="noreferrer">
          {words.destinations.watchHere}
        </a>
      </div>
      {destinations.length === 0 && <p class="none">{words.destinations.none}</p>}
      <ul class="rows">
        {destinations.map((destination) => (
          <Row key={destination.id} destination={destination} session={session} />
        ))}
      </ul>
    </section>
  );
}

/** The most important fact first: do viewers see it? */
function stateOf(
  { phase, seen, viewerDelaySeconds, watchUrl, reason }: Destination,
  session: Status['session'],
): [color: string, says: string] {
  if (phase === 'refused') return ['bad', words.destinations.phase.refused];
  if (phase === 'off') return ['idle', words.destinations.phase.off];
  if (phase !== 'live') return ['busy', words.destinations.phase[phase]];
  // Viewers see a slate, not the room.
  if (seen === 'seen' && session.phase === 'ending') return ['idle', words.destinations.seesEnd];
  if (seen === 'seen' && session.offTheRecord) return ['hidden', words.destinations.seesWait];
  if (seen === 'seen')
    return [
      'good',
      words.destinations.seen(viewerDelaySeconds === null ? null : delay(Math.round(viewerDelaySeconds))),
    ];
  if (seen === 'notSeen') return ['bad', words.destinations.notSeen];
  if (!watchUrl) return ['busy', words.destinations.unchecked];
  return ['busy', reason ? words.destinations.cannotTell : words.destinations.unconfirmed];
}

/** Browsers save a playlist and do not play it. A page of the server is worth opening. */
const isPlaylist = (url: string) => /\.m3u8($|\?)/.test(url);

function Row({ destination, session }: { destination: Destination; session: Status['session'] }) {
  const { id, name, kbps, level, reconnects, droppedFrames, watchUrl, watchPage, seenBy } = destination;
  const [color, says] = stateOf(destination, session);
  const page = watchPage || (isPlaylist(watchUrl) ? '' : watchUrl);
  const { everySeconds = 0, destinations = [] } = history.value ?? {};
  const series = destinations.find((one) => one.id === id);
  const figures = [
    kbps > 0 && rate(kbps),
    words.destinations.level[level],
    reconnects > 0 && words.destinations.reconnects(reconnects),
    droppedFrames > 0 && words.destinations.dropped(droppedFrames),
    seenBy === 'playlist' && words.destinations.byPlaylist,
  ];
  return (
    <li class="destination">
      <span class={`dot ${color}`} aria-hidden="true" />
      <b>{name || id}</b>
      {page && (
        <a class="watch touch" href={page} target="_blank" rel="noreferrer">
          {words.destinations.watch}
        </a>
      )}
      <span class="state">{says}</span>
      <span class="figures">{figures.filter(Boolean).join(' · ')}</span>
      {series && <Plot everySeconds={everySeconds} series={series} />}
    </li>
  );
}
