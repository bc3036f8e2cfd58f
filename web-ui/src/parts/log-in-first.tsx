/** In the place of what only who is logged in may see. */
import { access, askForPassword } from '../stores/access-store.ts';
import { words } from '../words.ts';

/** @param why what logging in is for; a box that nobody has claimed asks for its first password instead */
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
