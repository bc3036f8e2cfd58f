/** The button of the box, on the page: a press starts, three seconds of holding stop. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Status } from '../../../device/api/contract/status.ts';
import { attempt } from '../access-store.ts';
import { box } from '../api-client.ts';
import { sessionSeconds, takeStatus } from '../status-store.ts';
import { clockTime, words } from '../words.ts';

/** As on the box (design: "hold 3 s"); the ring of `style.css` takes the same time. */
const HOLD_MS = 3_000;

const act = (request: () => Promise<Status>) => attempt(async () => takeStatus(await request()));

export function BigButton({ session }: { session: Status['session'] }) {
  const { phase } = session;
  const title = useSignal('');
  const stops = phase === 'starting' || phase === 'running';
  const start = () =>
    act(async () => {
      const started = await box.start(title.value.trim() ? { title: title.value.trim() } : {});
      title.value = '';
      return started;
    });

  return (
    <div class={`control ${phase}`}>
      {stops ? (
        <HoldButton session={session} onHeld={() => act(() => box.stop({}))} />
      ) : (
        <button type="button" class="big" onClick={start}>
          <Ring />
          <b>{words.button[phase]}</b>
        </button>
      )}
      {phase === 'ready' && (
        <input
          type="text"
          aria-label={words.button.title}
          placeholder={words.button.title}
          maxLength={200}
          value={title.value}
          onInput={(event) => {
            title.value = event.currentTarget.value;
          }}
        />
      )}
      {session.title && phase !== 'ready' && <p class="title">{session.title}</p>}
      {phase === 'ready' && <p class="hint">{words.button.startHint}</p>}
      {phase === 'ending' && <p class="hint">{words.button.endingHint}</p>}
      {phase === 'running' && <WhileRunning session={session} />}
      {phase === 'ending' && (
        <button type="button" onClick={() => act(() => box.stop({ now: true }))}>
          {words.button.endNow}
        </button>
      )}
    </div>
  );
}

function Ring({ turning = false }) {
  return (
    <svg class={turning ? 'ring turning' : 'ring'} viewBox="0 0 200 200" aria-hidden="true">
      <circle cx="100" cy="100" r="95" />
      <circle class="filling" cx="100" cy="100" r="95" pathLength="1" />
    </svg>
  );
}

function HoldButton({ session: { phase }, onHeld }: { session: Status['session']; onHeld: () => void }) {
  const holding = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const release = () => {
    clearTimeout(timer.current);
    holding.value = false;
  };
  const hold = () => {
    if (holding.value) return;
    holding.value = true;
    timer.current = setTimeout(() => {
      release();
      navigator.vibrate?.(60);
      onHeld();
    }, HOLD_MS);
  };
  useEffect(() => release, []);
  const isPress = ({ key }: KeyboardEvent) => key === ' ' || key === 'Enter';

  return (
    <button
      type="button"
      class={`big holdable ${holding.value ? 'holding' : ''}`}
      onPointerDown={(event) => {
        if (event.button === 0) hold();
      }}
      onPointerUp={release}
      onPointerLeave={release}
      onPointerCancel={release}
      onBlur={release}
      onContextMenu={(event) => event.preventDefault()}
      onKeyDown={(event) => {
        if (!isPress(event)) return;
        event.preventDefault();
        hold();
      }}
      onKeyUp={(event) => {
        if (isPress(event)) release();
      }}
      onClick={(event) => {
        // A click that no finger, mouse or key made comes from a screen reader, which cannot hold.
        if (event.detail === 0 && window.confirm(words.button.confirmStop)) onHeld();
      }}
    >
      <Ring turning={phase === 'starting' && !holding.value} />
      {phase === 'running' ? <time>{clockTime(sessionSeconds.value)}</time> : <b>{words.button.starting}</b>}
      <small>{holding.value ? words.button.holding : words.button.running}</small>
    </button>
  );
}

function WhileRunning({ session: { offTheRecord, marks } }: { session: Status['session'] }) {
  return (
    <div class="while-running">
      <button type="button" onClick={() => act(() => box.mark({}))}>
        {words.button.mark}
        <small>{marks.length > 0 ? words.button.marked(marks.length) : words.button.markHint}</small>
      </button>
      <button
        type="button"
        role="switch"
        class="privacy"
        aria-checked={offTheRecord}
        onClick={() => act(() => box.offTheRecord({ on: !offTheRecord }))}
      >
        {words.button.offTheRecord}
        <small>{offTheRecord ? words.button.offTheRecordOn : words.button.offTheRecordOff}</small>
      </button>
    </div>
  );
}
