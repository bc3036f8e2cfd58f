/** The unsaved changes, the effect of saving them, and the two ways out. */
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks';
import { attempt } from '../../stores/access-store.ts';
import { status } from '../../stores/status-store.ts';
import { words } from '../../words.ts';
import {
  changes,
  discard,
  effects,
  faults,
  refusal,
  restartAwaited,
  save,
  savedOnce,
  saving,
} from './settings-store.ts';

export function SaveBar() {
  const text = words.settings;
  const bar = useRef<HTMLDivElement>(null);
  const paths = Object.keys(changes.value);
  const count = paths.length;
  const done = count === 0 && savedOnce.value;
  const waits = count === 0 && restartAwaited.value;
  const phase = status.value?.session.phase;
  const effectLines = [
    effects.value.has('capture') && (phase === 'running' ? text.waits.captureRunning : text.waits.capture),
    effects.value.has('service') && text.waits.service,
  ];
  // A fault without a field of its own is reported here.
  const isShown = (path: string) => [path, path.replace(/\[\d+\]$/, '')].some((id) => document.getElementById(id));
  const elsewhere = [...faults.value].filter(([path]) => !isShown(path));

  // The button that was pressed has gone by then. The keyboard goes on from here.
  useLayoutEffect(() => {
    if (done) bar.current?.focus();
  }, [done]);
  // "Saved" is news until the next change, or until the reader comes back.
  useEffect(
    () => () => {
      savedOnce.value = false;
    },
    [],
  );
  const throwAway = () => {
    discard();
    (document.getElementById(paths[0] ?? '') ?? bar.current)?.focus();
  };

  return (
    <div ref={bar} tabIndex={-1} class={`save-bar ${count > 0 || refusal.value || done || waits ? 'open' : ''}`}>
      <div role="status">
        {count > 0 && !refusal.value && (
          <>
            <b>{text.changed(count)}</b>
            {effectLines.filter(Boolean).map((line) => (
              <small key={line}>{line}</small>
            ))}
          </>
        )}
        {done && <p class="saved">{text.saved}</p>}
        {waits && (
          <p>
            {text.restartAwaited} <a href="#box">{words.views.box}</a>
          </p>
        )}
      </div>
      {refusal.value && (
        <div class="refusal" role="alert">
          {text.refused}
          {elsewhere.map(([path, message]) => (
            <small key={path}>
              {path} {message}
            </small>
          ))}
        </div>
      )}
      {(count > 0 || refusal.value) && (
        <div class="actions">
          <button type="button" onClick={throwAway}>
            {text.discard}
          </button>
          <button type="submit" class="main" aria-disabled={saving.value}>
            {saving.value ? text.saving : text.save}
          </button>
        </div>
      )}
    </div>
  );
}

export const submit = (event: Event) => {
  event.preventDefault();
  if (!saving.value) void attempt(save);
};
