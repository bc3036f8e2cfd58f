/** The button of the box, on the page: a press starts, three seconds of holding stop. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import type { Status } from '../../../device/api/contract/status.ts';
import { box } from '../api-client.ts';
import { clockTime } from '../figures.ts';
import { attempt } from '../stores/access-store.ts';
import { sessionSeconds, takeStatus } from '../stores/status-store.ts';
import { words } from '../words.ts';

/** As on the box (design: "hold 3 s"); the filling in `seminar.css` takes the same time. */
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
          <b>
            {words.button[phase]}
            {session.undoSeconds !== null && ` (${session.undoSeconds} s)`}
          </b>
          <small>{phase === 'ending' ? words.button.endingHint : words.button.startHint}</small>
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
      {phase === 'running' && <WhileRunning session={session} />}
      {phase === 'ending' && (
        <button type="button" onClick={() => act(() => box.stop({ now: true }))}>
          {words.button.endNow}
        </button>
      )}
    </div>
  );
}

function HoldButton({ session, onHeld }: { session: Status['session']; onHeld: () => void }) {
  const { phase } = session;
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
      <i class="filling" aria-hidden="true" />
      {phase === 'running' ? <time>{clockTime(sessionSeconds.value)}</time> : <b>{words.button.starting}</b>}
      {session.title && <span class="title">{session.title}</span>}
      <small>{holding.value ? words.button.holding : words.button.running}</small>
    </button>
  );
}

function WhileRunning({ session: { offTheRecord, marks } }: { session: Status['session'] }) {
  const label = useSignal('');
  const mark = () =>
    act(async () => {
      const marked = await box.mark(label.value.trim() ? { label: label.value.trim() } : {});
      label.value = '';
      return marked;
    });
  return (
    <>
      <div class="pair">
        <button type="button" onClick={mark}>
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
      <input
        type="text"
        aria-label={words.button.markLabel}
        placeholder={words.button.markLabel}
        maxLength={200}
        value={label.value}
        onInput={(event) => {
          label.value = event.currentTarget.value;
        }}
      />
    </>
  );
}
