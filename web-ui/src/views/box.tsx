/** The box itself: its health, test, log, restart, and who may change it. */
import './box.css';
import { LogInFirst } from '../parts/log-in-first.tsx';
import { access } from '../stores/access-store.ts';
import { status } from '../stores/status-store.ts';
import { words } from '../words.ts';
import { Board } from './box/board.tsx';
import { CardFile } from './box/card-file.tsx';
import { DryRun } from './box/dry-run.tsx';
import { Facts } from './box/facts.tsx';
import { Health } from './box/health.tsx';
import { Log } from './box/log.tsx';
import { Machine } from './box/machine.tsx';
import { Password } from './box/password.tsx';
import { Power } from './box/power.tsx';
import { Tokens } from './box/tokens.tsx';
import { Update } from './box/update.tsx';

export default function Box() {
  const current = status.value;
  if (!current) return null;
  const loggedIn = access.value?.loggedIn;
  return (
    <div class="box-cards">
      <h2 class="unseen">{words.views.box}</h2>
      <div class="box-column">
        <Health status={current} />
        <CardFile />
        {loggedIn && <DryRun />}
        {loggedIn && <Machine />}
        {loggedIn === false && <LogInFirst why={words.system.logInFirst} />}
      </div>
      <div class="box-column">
        <Facts status={current} />
        <Board />
        {loggedIn && <Power />}
        {loggedIn && <Update />}
      </div>
      {loggedIn && (
        <>
          <Password />
          <Tokens />
          <Log />
        </>
      )}
    </div>
  );
}
