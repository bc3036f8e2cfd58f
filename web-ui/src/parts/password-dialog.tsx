/** Chooses the first password, or asks for it. */
import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { access, asking, enter, giveUp, sentenceOf } from '../stores/access-store.ts';
import { words } from '../words.ts';
import { isTooLong, LengthNote, LONGEST_PASSWORD, lengthFault } from './length-note.tsx';

export function PasswordDialog() {
  return asking.value ? <OpenDialog /> : null;
}

function OpenDialog() {
  const dialog = useRef<HTMLDialogElement>(null);
  const password = useSignal('');
  const visible = useSignal(false);
  const busy = useSignal(false);
  const refusal = useSignal('');
  const claims = access.value?.password === 'unset';
  useEffect(() => dialog.current?.showModal(), []);

  const submit = async (event: Event) => {
    event.preventDefault();
    if (isTooLong(password.value, LONGEST_PASSWORD)) return;
    busy.value = true;
    try {
      await enter(password.value);
    } catch (error) {
      refusal.value = sentenceOf(error);
    }
    busy.value = false;
  };

  return (
    <dialog ref={dialog} aria-labelledby="password-asks" onClose={giveUp}>
      <form onSubmit={submit}>
        <h2 id="password-asks">{claims ? words.password.choose : words.logIn}</h2>
        <p>{claims ? words.password.chooseWhy : words.password.enterWhy}</p>
        {/* Lets password managers file the password. */}
        <input type="text" name="username" autoComplete="username" value="pupitre" readOnly hidden />
        <label>
          {claims ? words.password.chooseLabel : words.password.enter}
          <input
            // Preact types the two kinds separately. The other attributes set here fit both.
            type={(visible.value ? 'text' : 'password') as 'password'}
            name="password"
            autoComplete={claims ? 'new-password' : 'current-password'}
            minLength={claims ? 8 : 1}
            {...lengthFault('password-fault', password.value, LONGEST_PASSWORD)}
            required
            autoFocus
            value={password.value}
            onInput={(event) => {
              password.value = event.currentTarget.value;
            }}
          />
          <LengthNote id="password-fault" text={password.value} most={LONGEST_PASSWORD} />
        </label>
        <label class="check">
          <input
            type="checkbox"
            checked={visible.value}
            onChange={() => {
              visible.value = !visible.value;
            }}
          />
          {words.password.show}
        </label>
        {refusal.value && (
          <p class="refusal" role="alert">
            {refusal.value}
          </p>
        )}
        {!claims && <p class="hint">{words.password.lost}</p>}
        <div class="actions">
          <button type="button" onClick={giveUp}>
            {words.cancel}
          </button>
          <button type="submit" class="main" disabled={busy.value}>
            {claims ? words.password.take : words.logIn}
          </button>
        </div>
      </form>
    </dialog>
  );
}
