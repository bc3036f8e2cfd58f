/** An update of the box: sent from here, its progress and outcome, and the way back. */
import { signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Update as Facts } from '../../../../device/api/contract/update.ts';
import { box } from '../../api-client.ts';
import { date, span } from '../../figures.ts';
import { SureButton } from '../../parts/sure-button.tsx';
import { attempt } from '../../stores/access-store.ts';
import { words } from '../../words.ts';

const LOOK_MS = 2_000;

const facts = signal<Facts | null>(null);
const sending = signal(false);

/** No answer while the box restarts. */
async function look(): Promise<void> {
  const running = facts.value?.running;
  const now = await box.update().catch(() => null);
  if (!now) return;
  // This page is part of the version before.
  if (running !== undefined && now.running !== running) location.reload();
  facts.value = now;
}

async function send(file: Blob): Promise<void> {
  sending.value = true;
  try {
    facts.value = await box.sendUpdate(file);
  } finally {
    sending.value = false;
  }
}

export function Update() {
  const text = words.system.update;
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    void look();
    const timer = setInterval(look, LOOK_MS);
    return () => clearInterval(timer);
  }, []);
  if (!facts.value) return null;
  const { running, before, update } = facts.value;
  const isBusy = sending.value || update.phase === 'installing' || update.phase === 'testing';
  const submit = (event: Event) => {
    event.preventDefault();
    const file = input.current?.files?.[0];
    if (file && !isBusy) void attempt(() => send(file));
  };
  return (
    <section class="card" aria-busy={isBusy}>
      <h2>{text.heading}</h2>
      <p class="hint">{text.why}</p>
      <div role="status">{sending.value ? <p class="verdict busy">{text.sending}</p> : <Course {...update} />}</div>
      <form onSubmit={submit}>
        <label>
          {text.file(running)}
          <input ref={input} type="file" accept=".deb" required />
        </label>
        <div class="actions">
          <button type="submit" class="main" aria-disabled={isBusy}>
            {text.send}
          </button>
          {update.phase === 'waiting' && (
            <button
              type="button"
              onClick={() =>
                attempt(async () => {
                  facts.value = await box.cancelUpdate();
                })
              }
            >
              {words.cancel}
            </button>
          )}
          {before !== null && !isBusy && update.phase !== 'waiting' && (
            <SureButton
              does={text.back(before)}
              asks={text.backSure}
              to={before}
              onSure={() =>
                attempt(async () => {
                  facts.value = await box.returnToBefore();
                })
              }
            />
          )}
        </div>
      </form>
    </section>
  );
}

function Course(update: Facts['update']) {
  const text = words.system.update;
  switch (update.phase) {
    case 'none':
      return null;
    case 'waiting': {
      const until = update.until === null ? '' : ` ${text.until(date(update.until))}`;
      return <p class="verdict busy">{`${text.waiting(update.version)} ${text.held[update.why]}${until}`}</p>;
    }
    case 'installing':
      return <p class="verdict busy">{text.installing(update.version)}</p>;
    case 'testing':
      return <p class="verdict busy">{text.testing(update.version, span(update.secondsLeft))}</p>;
    case 'done':
      return <p class="verdict good">{text.done(update.version)}</p>;
    default:
      return <p class="verdict bad">{update.reason?.message}</p>;
  }
}
