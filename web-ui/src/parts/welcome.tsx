import { askForPassword } from '../stores/access-store.ts';
import { words } from '../words.ts';

/** First visit: no password has been chosen. */
export function Welcome() {
  return (
    <div class="welcome">
      <p>{words.password.chooseWhy}</p>
      <button type="button" class="main" onClick={() => askForPassword()}>
        {words.password.choose}
      </button>
    </div>
  );
}
