/** Restart and power-off, their effect on a running seminar, and the way of the box away and back. */
import { effect, signal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { box } from '../../api-client.ts';
import { link } from '../../feed.ts';
import { attempt } from '../../stores/access-store.ts';
import { status } from '../../stores/status-store.ts';
import { words } from '../../words.ts';
import { restartAwaited } from '../settings/settings-store.ts';

const asked = signal<'restart' | 'off' | null>(null);
const course = signal<'leaving' | 'away' | 'back' | null>(null);

effect(() => {
  if (course.value === 'leaving' && link.value === 'lost') course.value = 'away';
  if (course.value !== 'away' || link.value !== 'open') return;
  course.value = 'back';
  restartAwaited.value = false;
});

async function go(which: 'restart' | 'off'): Promise<void> {
  await (which === 'restart' ? box.restart() : box.powerOff());
  course.value = 'leaving';
}

export function Power() {
  const text = words.system.power;
  return (
    <section class="card">
      <h2>{text.heading}</h2>
      <div role="status">
        {course.value && <p class={`verdict ${course.value === 'back' ? 'good' : 'busy'}`}>{text[course.value]}</p>}
      </div>
      <div class="actions">
        {(['restart', 'off'] as const).map((which) => (
          <button
            key={which}
            type="button"
            onClick={() => {
              asked.value = which;
            }}
          >
            {text[which]}
          </button>
        ))}
      </div>
      {asked.value && <Confirmation which={asked.value} />}
    </section>
  );
}

function Confirmation({ which }: { which: 'restart' | 'off' }) {
  const text = words.system.power;
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const isRunning = status.value?.session.phase !== 'ready';
  const close = () => dialog.current?.close();
  const confirm = () => {
    close();
    void attempt(() => go(which));
  };
  return (
    <dialog
      ref={dialog}
      aria-labelledby="power-asks"
      onClose={() => {
        asked.value = null;
      }}
    >
      <div class="rows">
        <h2 id="power-asks">{text[`${which}Sure`]}</h2>
        {isRunning && <p class="refusal">{text[`${which}Running`]}</p>}
        <p>{text[`${which}Does`]}</p>
        <div class="actions">
          <button type="button" onClick={close}>
            {words.cancel}
          </button>
          <button type="button" class="danger" onClick={confirm}>
            {text[which]}
          </button>
        </div>
      </div>
    </dialog>
  );
}
