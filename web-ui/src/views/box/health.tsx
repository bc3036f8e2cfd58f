/** Each item of the box's health, and its state. */
import { signal } from '@preact/signals';
import type { Checks } from '../../../../device/api/contract/checks.ts';
import type { Status } from '../../../../device/api/contract/status.ts';
import { words } from '../../words.ts';

type Item = Status['health']['items'][number];
type Destination = Status['destinations'][number];

export const COLORS = { ok: 'good', degraded: 'busy', failing: 'bad' };

/** Result of the last test; kept while another view is open. */
export const outcome = signal<Checks | null>(null);

export function Health({ status: { health, destinations } }: { status: Status }) {
  return (
    <section class="card">
      <h2>{words.system.health}</h2>
      <Verdict level={health.level} />
      <ul class="rows health">
        {health.items.map((item) => (
          <Row key={item.id} item={item} destination={destinations.find(({ id }) => item.id === `destination-${id}`)} />
        ))}
      </ul>
    </section>
  );
}

/** The test knows more than the box at rest. */
function Verdict({ level }: Pick<Status['health'], 'level'>) {
  if (outcome.value?.ok === false) return <p class="verdict bad">{words.system.testFailed}</p>;
  return level === 'ok' ? <p class="verdict good">{words.system.allWell}</p> : null;
}

function Row({ item, destination }: { item: Item; destination: Destination | undefined }) {
  const { id, reason } = item;
  const level = levelOf(item, destination);
  return (
    <li class={level ?? ''}>
      <span class={`dot ${level ? COLORS[level] : 'idle'}`} aria-hidden="true" />
      <b>{destination ? destination.name || destination.id : nameOf(id)}</b>
      <span class="figures">{level ? words.system.levels[level] : words.system.untried}</span>
      {reason && (
        <details class="state">
          <summary>{reason.message}</summary>
          <code>{reason.tech}</code>
        </details>
      )}
    </li>
  );
}

/** State of an item. A server that receives nothing is known only from the last test. Null: there was none. */
function levelOf({ id, level }: Item, destination: Destination | undefined): Item['level'] | null {
  if (destination?.phase !== 'off' || level !== 'ok') return level;
  return outcome.value?.checks.find((check) => check.id === id)?.level ?? null;
}

function nameOf(id: string): string {
  const names: Record<string, string> = words.system.items;
  return names[id] ?? words.box.heading;
}
