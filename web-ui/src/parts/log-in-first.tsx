/** Placeholder for content that needs a log-in. */
import { access, askForPassword } from '../stores/access-store.ts';
import { words } from '../words.ts';

/** @param why the purpose of logging in; a box without a password asks for its first password instead */
export function LogInFirst({ heading, why }: { heading?: string; why: string }) {
  const isUnclaimed = access.value?.password === 'unset';
  return (
    <section class="card">
      {heading && <h2>{heading}</h2>}
      <p class="none">{isUnclaimed ? words.password.chooseWhy : why}</p>
      <div class="actions">
        <button type="button" class="main" onClick={() => askForPassword()}>
          {isUnclaimed ? words.password.choose : words.logIn}
        </button>
      </div>
    </section>
  );
}
