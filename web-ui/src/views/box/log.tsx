/** The newest lines of the log, newest first; fetched when the log is opened. */
import { useSignal } from '@preact/signals';
import { box } from '../../api-client.ts';
import { boxTimes } from '../../figures.ts';
import { CopyButton } from '../../parts/copy-button.tsx';
import { attempt } from '../../stores/access-store.ts';
import { words } from '../../words.ts';
import { type LogKind, type LogLine, readLogLine } from './log-line.ts';

/** All lines that the box keeps. */
const LINES = 500;
const FILTERS: { name: 'all' | 'warnings' | 'errors'; kinds: LogKind[] }[] = [
  { name: 'all', kinds: ['info', 'warn', 'error'] },
  { name: 'warnings', kinds: ['warn', 'error'] },
  { name: 'errors', kinds: ['error'] },
];

export function Log() {
  const text = words.system.log;
  const lines = useSignal<LogLine[] | null>(null);
  const filter = useSignal(0);
  const load = () =>
    attempt(async () => {
      lines.value = (await box.log(LINES)).lines.map(readLogLine).reverse();
    });
  const kinds = FILTERS[filter.value]?.kinds ?? [];
  const shown = lines.value?.filter(({ kind }) => kinds.includes(kind)) ?? [];
  const asText = shown.map(({ whole }) => whole).reverse();
  return (
    <details class="card wide" onToggle={(event) => event.currentTarget.open && !lines.value && load()}>
      <summary>
        <h2>{text.heading}</h2>
      </summary>
      <div class="log-tools">
        <label>
          {text.level}
          <select
            onChange={(event) => {
              filter.value = event.currentTarget.selectedIndex;
            }}
          >
            {FILTERS.map(({ name }, at) => (
              <option key={name} selected={filter.value === at}>
                {text[name]}
              </option>
            ))}
          </select>
        </label>
        <div class="actions">
          <button type="button" onClick={load}>
            {text.refresh}
          </button>
          <CopyButton text={asText.join('\n')} />
          <button type="button" onClick={() => download(asText.join('\n'))}>
            {text.download}
          </button>
        </div>
      </div>
      {lines.value && shown.length === 0 && <p class="none">{text.none}</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by the keyboard */}
      <section class="log" tabIndex={0} aria-label={text.heading}>
        {shown.map((line, at) => (
          <Line key={`${at}${line.whole}`} line={line} />
        ))}
      </section>
    </details>
  );
}

/** With the date, unless the line is of today. */
function timeOf(at: Date): string {
  const day = boxTimes({ dateStyle: 'short' });
  const isToday = day.format(at) === day.format(new Date());
  return boxTimes({ timeStyle: 'medium', ...(!isToday && { dateStyle: 'short' }) }).format(at);
}

function Line({ line: { at, kind, message, rest } }: { line: LogLine }) {
  const facts = (
    <>
      {at && <time dateTime={at.toISOString()}>{timeOf(at)}</time>}
      {kind !== 'info' && <b class={kind}>{words.system.log.kinds[kind]}</b>}
      <span>{message}</span>
    </>
  );
  if (!rest) return <p class="log-line">{facts}</p>;
  return (
    <details>
      <summary class="log-line">{facts}</summary>
      <pre>{rest}</pre>
    </details>
  );
}

function download(text: string): void {
  const address = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
  const anchor = document.createElement('a');
  anchor.href = address;
  anchor.download = 'pupitre.log';
  anchor.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
