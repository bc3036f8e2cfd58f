/** The start button of the box, on the page: a press starts, a hold of three seconds stops. */
import { type Signal, useSignal } from '@preact/signals';
import type { ComponentProps } from 'preact';
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import type { Status } from '../../../device/api/contract/status.ts';
import { box } from '../api-client.ts';
import { clockTime } from '../figures.ts';
import { attempt } from '../stores/access-store.ts';
import { sessionSeconds, takeStatus } from '../stores/status-store.ts';
import { words } from '../words.ts';
import { isTooLong, LengthNote, lengthFault } from './length-note.tsx';

/** As on the box: "hold 3 s". The filling in `seminar.css` takes the same time. */
const HOLD_MS = 3_000;
/** Long enough to read one line. */
const HINT_MS = 4_000;
/** Longest title of a talk or a chapter. */
const LONGEST_TITLE = 200;

const act = (request: () => Promise<Status>) => attempt(async () => takeStatus(await request()));

export function BigButton({ session }: { session: Status['session'] }) {
  const { phase } = session;
  const title = useSignal('');
  const stops = phase === 'starting' || phase === 'running';
  const control = useFocusKept(phase);
  const start = () => {
    const given = title.value.trim();
    // The field says why it is refused.
    if (isTooLong(given, LONGEST_TITLE)) return control.current?.querySelector('input')?.focus();
    return act(async () => {
      const started = await box.start(given ? { title: given } : {});
      title.value = '';
      return started;
    });
  };

  return (
    <div ref={control} class={`control ${phase}`}>
      {stops ? (
        <HoldButton session={session} onHeld={() => act(() => box.stop({}))} />
      ) : (
        <OwnButton class="big" onClick={start}>
          <b>
            {words.button[phase]}
            {session.undoSeconds !== null && ` (${session.undoSeconds} s)`}
          </b>
          <small>{phase === 'ending' ? words.button.endingHint : words.button.startHint}</small>
        </OwnButton>
      )}
      {phase === 'ready' && <TitleField name={words.button.title} hint="go" value={title} onEnter={start} />}
      {phase === 'running' && <WhileRunning session={session} />}
      {phase === 'ending' && (
        <OwnButton onClick={() => act(() => box.stop({ now: true }))}>{words.button.endNow}</OwnButton>
      )}
    </div>
  );
}

/** Keeps the focus when the button that was pressed goes away with its phase: the next button gets it. */
function useFocusKept(phase: Status['session']['phase']) {
  const control = useRef<HTMLDivElement>(null);
  const hadFocus = useRef(false);
  useEffect(() => {
    const note = () => {
      hadFocus.current = control.current?.contains(document.activeElement) ?? false;
    };
    document.addEventListener('focusin', note);
    return () => document.removeEventListener('focusin', note);
  }, []);
  // The change of phase replaces the buttons.
  useLayoutEffect(() => {
    const isLost = document.activeElement === null || document.activeElement === document.body;
    if (hadFocus.current && isLost) control.current?.querySelector<HTMLElement>('.big')?.focus({ preventScroll: true });
  }, [phase]);
  return control;
}

/**
 * A button that accepts only presses that began on it. The finger or key that held the previous button for three
 * seconds is lifted on this one. A click without finger, mouse or key comes from a screen reader, and is meant.
 */
function OwnButton({ onClick, ...rest }: Omit<ComponentProps<'button'>, 'onClick'> & { onClick: () => void }) {
  const began = useRef(false);
  return (
    <button
      type="button"
      {...rest}
      onPointerDown={() => {
        began.current = true;
      }}
      onKeyDown={(event) => {
        if (event.repeat) event.preventDefault();
        else began.current = true;
      }}
      onKeyUp={(event) => {
        if (!began.current) event.preventDefault();
      }}
      onClick={({ detail }) => {
        if (detail > 0 && !began.current) return;
        began.current = false;
        onClick();
      }}
    />
  );
}

interface TitleFieldProps {
  name: string;
  /** Label of the Enter key on a phone. */
  hint: 'go' | 'done';
  value: Signal<string>;
  onEnter(): void;
}

function TitleField({ name, hint, value, onEnter }: TitleFieldProps) {
  const text = value.value.trim();
  const input = (
    <input
      type="text"
      aria-label={name}
      placeholder={name}
      enterkeyhint={hint}
      {...lengthFault('title-fault', text, LONGEST_TITLE)}
      value={value.value}
      onInput={(event) => {
        value.value = event.currentTarget.value;
      }}
      onKeyDown={(event) => {
        // An Enter that accepts a suggestion of an input method is not meant for the field.
        if (event.key !== 'Enter' || event.isComposing || event.repeat) return;
        event.preventDefault();
        onEnter();
      }}
    />
  );
  return (
    <>
      {input}
      <LengthNote id="title-fault" text={text} most={LONGEST_TITLE} />
    </>
  );
}

function HoldButton({ session, onHeld }: { session: Status['session']; onHeld: () => void }) {
  const { phase } = session;
  const holding = useSignal(false);
  const isHinted = useSignal(false);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const hintEnd = useRef<ReturnType<typeof setTimeout>>(undefined);
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
  /** A short press does nothing here: its actions on the box have buttons of their own below. A hint says so. */
  const letGo = () => {
    if (!holding.value) return;
    release();
    isHinted.value = true;
    clearTimeout(hintEnd.current);
    hintEnd.current = setTimeout(() => {
      isHinted.value = false;
    }, HINT_MS);
  };
  useEffect(
    () => () => {
      release();
      clearTimeout(hintEnd.current);
    },
    [],
  );
  const isPress = ({ key }: KeyboardEvent) => key === ' ' || key === 'Enter';

  return (
    <>
      <button
        type="button"
        class={`big holdable ${holding.value ? 'holding' : ''}`}
        onPointerDown={(event) => {
          if (event.button === 0) hold();
        }}
        onPointerUp={letGo}
        onPointerLeave={release}
        onPointerCancel={release}
        onBlur={release}
        onContextMenu={(event) => event.preventDefault()}
        onKeyDown={(event) => {
          if (!isPress(event)) return;
          event.preventDefault();
          // The key that started the talk is still down.
          if (!event.repeat) hold();
        }}
        onKeyUp={(event) => {
          if (isPress(event)) letGo();
        }}
        onClick={(event) => {
          // A click that no finger, mouse or key made comes from a screen reader, which cannot hold.
          if (event.detail === 0 && window.confirm(words.button.confirmStop)) onHeld();
        }}
      >
        <i class="filling" aria-hidden="true" />
        {phase === 'running' ? <time>{clockTime(sessionSeconds.value)}</time> : <b>{words.button.starting}</b>}
        {session.title && <span class="title">{session.title}</span>}
        <small class={isHinted.value && !holding.value ? 'hinted' : ''}>
          {holding.value ? words.button.holding : isHinted.value ? words.button.tapped : words.button.running}
        </small>
      </button>
      {/* Outside of the button, because inside it would hide the button's name. */}
      <span class="unseen" role="status">
        {isHinted.value && words.button.tapped}
      </span>
    </>
  );
}

function WhileRunning({ session: { offTheRecord, marks } }: { session: Status['session'] }) {
  const label = useSignal('');
  const mark = () => {
    const given = label.value.trim();
    if (isTooLong(given, LONGEST_TITLE)) return;
    return act(async () => {
      const marked = await box.mark(given ? { label: given } : {});
      label.value = '';
      return marked;
    });
  };
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
          <small class="either">
            {/* Both are laid out, so that nothing moves under the thumb. */}
            <span aria-hidden={offTheRecord}>{words.button.offTheRecordOff}</span>
            <span aria-hidden={!offTheRecord}>{words.button.offTheRecordOn}</span>
          </small>
        </button>
      </div>
      <TitleField name={words.button.markLabel} hint="done" value={label} onEnter={mark} />
    </>
  );
}
