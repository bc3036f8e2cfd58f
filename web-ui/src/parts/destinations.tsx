import type { Status } from '../../../device/api/contract/status.ts';
import { delay, words } from '../words.ts';

type Destination = Status['destinations'][number];
const text = words.destinations;

export function Destinations({ destinations }: { destinations: Destination[] }) {
  return (
    <section class="card">
      <h2>{text.heading}</h2>
      {destinations.length === 0 && <p class="none">{text.none}</p>}
      <ul class="rows">
        {destinations.map((destination) => (
          <Row key={destination.id} {...destination} />
        ))}
      </ul>
    </section>
  );
}

/** What matters first: do viewers see it? */
function stateOf({ phase, seen, viewerDelaySeconds }: Destination): [color: string, says: string] {
  if (phase === 'refused') return ['bad', text.phase.refused];
  if (phase === 'off') return ['idle', text.phase.off];
  if (phase !== 'live') return ['busy', text.phase[phase]];
  if (seen === 'seen') return ['good', text.seen(viewerDelaySeconds === null ? null : delay(viewerDelaySeconds))];
  return ['busy', seen === 'notSeen' ? text.notSeen : text.phase.live];
}

function Row(destination: Destination) {
  const { id, name, kbps, level, reconnects, droppedFrames, watchUrl } = destination;
  const [color, says] = stateOf(destination);
  const figures = [
    kbps > 0 && `${Math.round(kbps)} kb/s`,
    text.level[level],
    reconnects > 0 && text.reconnects(reconnects),
    droppedFrames > 0 && text.dropped(droppedFrames),
  ];
  return (
    <li>
      <span class={`dot ${color}`} aria-hidden="true" />
      <b>{name || id}</b>
      <span class="figures">{figures.filter(Boolean).join(' · ')}</span>
      <span class="state">{says}</span>
      {watchUrl && (
        <a href={watchUrl} target="_blank" rel="noreferrer">
          {text.watch}
        </a>
      )}
    </li>
  );
}
