import type { Status } from '../../../device/api/contract/status.ts';
import { access, askForPassword, attempt, leave } from '../access-store.ts';
import { words } from '../words.ts';

export function Header({ status }: { status: Status }) {
  const loggedIn = access.value?.loggedIn;
  return (
    <header>
      <h1>{status.room}</h1>
      {access.value?.password === 'set' && (
        <button type="button" class="quiet" onClick={() => (loggedIn ? attempt(leave) : askForPassword())}>
          {loggedIn ? words.logOut : words.logIn}
        </button>
      )}
    </header>
  );
}
