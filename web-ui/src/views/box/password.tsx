/** Change of the password, and log-out. */
import { useSignal } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { BoxError, box } from '../../api-client.ts';
import { connect } from '../../feed.ts';
import { isTooLong, LengthNote, LONGEST_PASSWORD, lengthFault } from '../../parts/length-note.tsx';
import { access, attempt, leave } from '../../stores/access-store.ts';
import { words } from '../../words.ts';

const FIELDS = [
  { name: 'current', autoComplete: 'current-password', minLength: 1 },
  { name: 'next', autoComplete: 'new-password', minLength: 8 },
] as const;

const NOTHING = { current: '', next: '' };

export function Password() {
  const text = words.system.access;
  const form = useRef<HTMLFormElement>(null);
  const refusal = useSignal('');
  const changed = useSignal(false);
  const typed = useSignal(NOTHING);

  const submit = (event: Event) => {
    event.preventDefault();
    refusal.value = '';
    changed.value = false;
    if (Object.values(typed.value).some((one) => isTooLong(one, LONGEST_PASSWORD))) return;
    void attempt(async () => {
      const [current = '', password = ''] = FIELDS.map(({ name }) =>
        String(new FormData(form.current ?? undefined).get(name)),
      );
      try {
        access.value = await box.changePassword({ current, password });
      } catch (error) {
        // A wrong password is reported here. A log-in that has ended is asked for again.
        if (!(error instanceof BoxError) || error.code === 'passwordNeeded') throw error;
        refusal.value = error.message;
        form.current?.querySelector('input')?.focus();
        return;
      }
      changed.value = true;
      form.current?.reset();
      typed.value = NOTHING;
      connect();
    });
  };

  return (
    <section class="card">
      <h2>{text.heading}</h2>
      <form ref={form} onSubmit={submit}>
        <input type="text" name="username" autoComplete="username" value="pupitre" readOnly hidden />
        {FIELDS.map(({ name, autoComplete, minLength }) => (
          <label key={name}>
            {text[name]}
            <input
              type="password"
              {...{ name, autoComplete, minLength }}
              required
              aria-describedby={refusal.value ? 'password-refusal' : undefined}
              onInput={({ currentTarget: { value } }) => {
                typed.value = { ...typed.value, [name]: value };
              }}
              {...lengthFault(`${name}-fault`, typed.value[name], LONGEST_PASSWORD)}
            />
            <LengthNote id={`${name}-fault`} text={typed.value[name]} most={LONGEST_PASSWORD} />
          </label>
        ))}
        {refusal.value && (
          <p class="refusal" role="alert" id="password-refusal">
            {refusal.value}
          </p>
        )}
        <div role="status">{changed.value && <p class="verdict good">{text.changed}</p>}</div>
        <div class="actions">
          <button type="submit">{text.change}</button>
          <button type="button" onClick={() => attempt(leave)}>
            {words.logOut}
          </button>
        </div>
      </form>
    </section>
  );
}
