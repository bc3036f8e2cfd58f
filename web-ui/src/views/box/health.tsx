/** Each thing that can be wrong, and whether it is. */
import type { Status } from '../../../../device/api/contract/status.ts';
import { words } from '../../words.ts';

type Item = Status['health']['items'][number];
export const COLORS = { ok: 'good', degraded: 'busy', failing: 'bad' };

export function Health({ status }: { status: Status }) {
  const { level, items } = status.health;
  return (
    <section class="card">
      <h2>{words.system.health}</h2>
      {level === 'ok' && <p class="verdict good">{words.system.allWell}</p>}
      <HealthRows items={items} destinations={status.destinations} />
    </section>
  );
}

function HealthRows({ items, destinations }: { items: Item[]; destinations: Status['destinations'] }) {
  return (
    <ul class="rows health">
      {items.map(({ id, level, reason }) => (
        <li key={id} class={level}>
          <span class={`dot ${COLORS[level]}`} aria-hidden="true" />
          <b>{nameOf(id, destinations)}</b>
          <span class="figures">{words.system.levels[level]}</span>
          {reason && (
            <details class="state">
              <summary>{reason.message}</summary>
              <code>{reason.tech}</code>
            </details>
          )}
        </li>
      ))}
    </ul>
  );
}

function nameOf(id: string, destinations: Status['destinations']): string {
  const destination = destinations.find((one) => id === `destination-${one.id}`);
  if (destination) return destination.name || destination.id;
  const names: Record<string, string> = words.system.items;
  return names[id] ?? words.box.heading;
}
