/** The button and the lamps, as the kernel's GPIO interface shows them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PASSWORD } from '../../tools/box/device.ts';
import { doublePress, hold, lampDelays, press, RELEASE, rattle, shownDelays } from '../button.ts';
import { LIVE, lampLevels, REC } from '../lamps.ts';
import type { Room } from '../room.ts';

/** Longer than the 3 s of a hold; a loaded board sleeps no less. */
const HOLD_SECONDS = 3.5;

export function panelChecks(room: () => Room): void {
  test('a press starts the talk, and the lamps show it', async () => {
    await room().settle();
    await press(room().board);
    const { session } = await room().onAir();
    assert.equal(session.startedBy, 'button');
    await room().showsRecording();
  });

  test('both lamps answer to a press while the box encodes', async (t) => {
    const { marks } = (await room().box.state()).session;
    const { delays, presses } = await lampDelays(room().board, 5);
    t.diagnostic(`REC/LIVE turned over after ${shownDelays(delays)} ms (wanted: 150 on a board of its own)`);
    assert.ok(delays.every(({ rec, live }) => rec !== null && live !== null));
    await room().waitFor('a chapter for each', ({ session }) => session.marks.length === marks.length + presses);
  });

  test('a double press takes the talk off the record, and back', async (t) => {
    for (const wanted of [true, false]) {
      const isSo = async () => (await room().box.state()).session.offTheRecord === wanted;
      const times = await doublePress(room().board, isSo);
      if (times > 1) t.diagnostic(`pressed twice ${times} times`);
    }
  });

  test('noise on the line starts and stops nothing', async () => {
    const before = await room().goesOn();
    await rattle(room().board, 300);
    const after = await room().goesOn();
    assert.deepEqual([after.session.id, after.session.offTheRecord], [before.session.id, false]);
    await room().waitFor('the line is trusted again', ({ health }) =>
      health.items.every(({ id }) => !/button/i.test(id)),
    );
  });

  test('lamps do not outlive a service that is killed, and the talk goes on', async () => {
    const { board, box } = room();
    const { session } = await box.state();
    await board.sh('systemctl kill -s KILL pupitre');
    await room().waitFor('resumed', (status) => status.session.startedBy === 'resume' && status.recording.seconds > 0);
    assert.equal((await room().goesOn()).session.id, session.id);
    // Once it rests: systemd's own restart is over in a second.
    await board.sh('systemctl stop pupitre');
    assert.deepEqual([await lampLevels(board, REC, 3), await lampLevels(board, LIVE, 3)].flat(), Array(6).fill(false));
    await board.sh('systemctl start pupitre');
    await room().waitFor('resumed', ({ recording }) => recording.phase === 'recording');
  });

  test('held, the button stops the talk', async () => {
    await press(room().board, { seconds: HOLD_SECONDS });
    const { session } = await room().waitFor('ending', ({ session: { phase } }) => phase === 'ending');
    await room().keepParts(session.id as string);
    // In place of the 20 s in which a press would go on with it.
    assert.equal((await room().box.ask('POST', '/api/session/stop', { now: true })).status, 200);
    await room().finished(session.id as string);
  });

  test('held for 10 s while the service starts, and then released: the password is forgotten; held shorter: it is not', async () => {
    const { board } = room();
    await room().settle();
    // Chosen, if no check before did.
    await room().box.logIn();
    for (const [seconds, expected] of [
      [3, 409],
      [11, 200],
    ] as const) {
      await board.sh('systemctl stop pupitre');
      await hold(board);
      // In one command: to begin another takes seconds on a slow board.
      await board.sh(`systemctl start pupitre; sleep ${seconds}; ${RELEASE}`);
      await room().waitFor('no talk', ({ session }) => session.phase === 'ready');
      await sleep(500);
      const { status } = await fetch(`${room().box.url}/api/claim`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ password: PASSWORD }),
      });
      assert.equal(status, expected, `held for ${seconds} s`);
    }
    room().visitAgain();
  });
}
