/** What has been changed, what saving it does, and the two ways out. */
import { attempt } from '../../access-store.ts';
import { status } from '../../status-store.ts';
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
  const count = Object.keys(changes.value).length;
  const phase = status.value?.session.phase;
  const told = [
    effects.value.has('capture') && (phase === 'running' ? text.waits.captureRunning : text.waits.capture),
    effects.value.has('service') && text.waits.service,
  ];
  // A fault without a field of its own is told here.
  const elsewhere = [...faults.value].filter(
    ([path]) => !document.getElementById(path) && !document.getElementById(path.replace(/\[\d+\]$/, '')),
  );
  return (
    <div class={`save-bar ${count > 0 || refusal.value ? 'open' : ''}`}>
      <div role="status">
        {count > 0 && !refusal.value && (
          <>
            <b>{text.changed(count)}</b>
            {told.filter(Boolean).map((line) => (
              <small key={line}>{line}</small>
            ))}
          </>
        )}
        {count === 0 && savedOnce.value && <p class="saved">{text.saved}</p>}
        {count === 0 && restartAwaited.value && (
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
          <button type="button" onClick={discard}>
            {text.discard}
          </button>
          <button type="submit" class="main" disabled={saving.value}>
            {saving.value ? text.saving : words.password.save}
          </button>
        </div>
      )}
    </div>
  );
}

export const submit = (event: Event) => {
  event.preventDefault();
  void attempt(save);
};
