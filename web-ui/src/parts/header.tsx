/** Name of the box, choice of language, log-in. */
import type { Status } from '../../../device/api/contract/status.ts';
import { access, askForPassword, attempt, leave } from '../stores/access-store.ts';
import { chooseLanguage, language, languages, words } from '../words.ts';

export function Header({ status }: { status: Status }) {
  const loggedIn = access.value?.loggedIn;
  const others = languages.filter(({ code }) => code !== language);
  return (
    <header>
      <h1>{status.room}</h1>
      {others.map(({ code, name }) => (
        <button key={code} type="button" class="quiet" lang={code} onClick={() => chooseLanguage(code)}>
          {name}
        </button>
      ))}
      {access.value?.password === 'set' && (
        <button type="button" class="quiet" onClick={() => (loggedIn ? attempt(leave) : askForPassword())}>
          {loggedIn ? words.logOut : words.logIn}
        </button>
      )}
    </header>
  );
}
