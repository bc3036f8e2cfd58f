/** The dry run: everything that a seminar needs, tried without going live. */
import { signal } from '@preact/signals';
import type { Checks } from '../../../../device/api/contract/checks.ts';
import { box } from '../../api-client.ts';
import { attempt } from '../../stores/access-store.ts';
import { words } from '../../words.ts';
import { COLORS, outcome } from './health.tsx';

const running = signal(false);

async function run(): Promise<void> {
  running.value = true;
  outcome.value = null;
  try {
    outcome.value = await box.checks();
  } finally {
    running.value = false;
  }
}

export function DryRun() {
  const text = words.system.test;
  const { value: done } = outcome;
  return (
    <section class="card" aria-busy={running.value}>
      <h2>{text.heading}</h2>
      <p class="hint">{text.why}</p>
      <div role="status">
        {running.value && <p class="verdict busy">{text.running}</p>}
        {done && <Verdict checks={done} />}
      </div>
      {done && (
        <ul class="rows health">
          {done.checks.map((check) => (
            <Line key={check.id} {...check} />
          ))}
        </ul>
      )}
      <div class="actions">
        <button type="button" class="main" aria-disabled={running.value} onClick={() => running.value || attempt(run)}>
          {done ? text.again : text.run}
        </button>
      </div>
    </section>
  );
}

function Line({ line, level, message, reason }: Checks['checks'][number]) {
  return (
    <li class={level}>
      <span class={`dot ${COLORS[level]}`} aria-hidden="true" />
      <b>
        {line}. {Object.values(words.system.test.lines)[line - 1]}
      </b>
      <span class="figures">{words.system.levels[level]}</span>
      {reason ? (
        <details class="state">
          <summary>{message}</summary>
          <code>{reason.tech}</code>
        </details>
      ) : (
        <p class="state">{message}</p>
      )}
    </li>
  );
}

function Verdict({ checks: { ok, checks } }: { checks: Checks }) {
  const text = words.system.test;
  if (!ok) return <p class="verdict bad">{text.bad}</p>;
  if (checks.some(({ level }) => level !== 'ok')) return <p class="verdict busy">{text.fair}</p>;
  return <p class="verdict good">{text.good}</p>;
}
