/** The button and the lamps, as the kernel's own GPIO interface shows them. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Room } from '../room.ts';

/** BCM numbers, as in the settings' defaults. */
const [START, REC, LIVE] = [17, 27, 23];
const LINES = '/sys/devices/platform/gpio-sim.0/gpiochip*';
const PRESS_SECONDS = 0.2;
const HOLD_SECONDS = 4;

export function panelChecks(room: () => Room): void {
  /** The contact closed and opened; the pauses are the board's own. */
  const press = (seconds: number, times = 1) =>
    room().board.sh(`pull=$(echo ${LINES}/sim_gpio${START}/pull)
      for _ in $(seq ${times}); do echo pull-down >$pull; sleep ${seconds}; echo pull-up >$pull; sleep ${seconds}; done`);

  /** Levels of a lamp, `count` of them, 0.1 s apart. */
  const levels = async (line: number, count: number) =>
    (await room().board.sh(`for _ in $(seq ${count}); do cat ${LINES}/sim_gpio${line}/value; sleep 0.1; done`)).split(
      '\n',
    );

  test('a press starts the talk, and the lamps show it', async (t) => {
    await room().settle();
    await press(PRESS_SECONDS);
    const { session } = await room().waitFor(
      'recorded and on air',
      ({ recording, destinations }) => recording.seconds >= 2 && destinations[0]?.phase === 'live',
    );
    assert.equal(session.startedBy, 'button');
    const { lamps } = await room().goesOn();
    assert.equal(lamps.rec, 'solid');
    assert.deepEqual([...new Set(await levels(REC, 15))], ['1'], 'REC is on without a break');
    const live = await levels(LIVE, 40);
    t.diagnostic(
      `LIVE is ${lamps.live}: on in ${live.filter((level) => level === '1').length} of ${live.length} looks`,
    );
    assert.deepEqual([...new Set(live)].sort(), lamps.live === 'solid' ? ['1'] : ['0', '1']);
  });

  test('a double press takes the talk off the record, and back', async () => {
    for (const wanted of [true, false]) {
      await press(PRESS_SECONDS, 2);
      await room().waitFor('the other state', ({ session }) => session.offTheRecord === wanted);
    }
  });

  test('noise on the line starts and stops nothing', async () => {
    const before = await room().goesOn();
    await room().board.sh(`pull=$(echo ${LINES}/sim_gpio${START}/pull)
      for _ in $(seq 300); do echo pull-down >$pull; echo pull-up >$pull; done`);
    const after = await room().goesOn();
    assert.deepEqual([after.session.id, after.session.offTheRecord], [before.session.id, false]);
    await room().waitFor('the line is trusted again', ({ health }) =>
      health.items.every(({ id }) => !/button/i.test(id)),
    );
  });

  test('lamps do not outlive a service that is killed, and the talk goes on', async () => {
    const { session } = await room().box.state();
    await room().board.sh('systemctl kill -s KILL pupitre');
    await room().waitFor('resumed', (status) => status.session.startedBy === 'resume' && status.recording.seconds > 0);
    assert.equal((await room().goesOn()).session.id, session.id);
    // Once it rests: systemd's own restart is over in a second.
    await room().board.sh('systemctl stop pupitre');
    assert.deepEqual(
      [await levels(REC, 3), await levels(LIVE, 3)],
      [
        ['0', '0', '0'],
        ['0', '0', '0'],
      ],
    );
    await room().board.sh('systemctl start pupitre');
    await room().waitFor('resumed', ({ recording }) => recording.phase === 'recording');
  });

  test('held, the button stops the talk', async () => {
    await press(HOLD_SECONDS);
    const { session } = await room().waitFor('ending', ({ session: { phase } }) => phase === 'ending');
    await room().keepParts(session.id as string);
    await room().waitFor('over', ({ session: { phase } }) => phase === 'ready');
    await room().finished(session.id as string);
  });
}
