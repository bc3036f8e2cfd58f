/** The button and the lamps on a kernel without `/sys/class/gpio`: by the programs of gpiod, and nothing stays lit. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Board } from '../board.ts';
import { hold, lampDelays, press, rattle, release, shownDelays } from '../button.ts';
import { LIVE, lampLevels, REC } from '../lamps.ts';
import type { Room } from '../room.ts';

const HOLD_SECONDS = 3.5;
const FOLDER = '/sys/class/gpio';
/** One of the service's programs. gpioset cuts its own words in pieces: `27=1` is shown as `27 1`. */
const pidOf = (what: string) => `pgrep -f -u pupitre '${what}' | head -n 1`;

const darkLamps = async (board: Board) => [await lampLevels(board, REC, 3), await lampLevels(board, LIVE, 3)].flat();

export function characterDeviceChecks(room: () => Room): void {
  test('without /sys/class/gpio the button and the lamps do the same', async (t) => {
    const { board, box } = room();
    await room().settle();
    await board.sh(
      `systemctl stop pupitre; mkdir -p /run/empty; mount --bind /run/empty ${FOLDER}; systemctl start pupitre`,
    );
    try {
      await room().waitFor('the page answers', ({ session }) => session.phase === 'ready');
      assert.equal(await board.sh(`ls ${FOLDER}`), '');
      t.diagnostic(await board.sh("gpioinfo | grep consumer | tr -s ' \\t' ' '"));
      assert.equal(await board.sh('gpioinfo | grep -c consumer=.*pupitre'), '4');
      t.diagnostic(
        await board.sh(
          "for pid in $(pgrep -u pupitre '^gpio'); do echo $(cat /proc/$pid/comm) $(grep -E '^(Rss|Pss):' /proc/$pid/smaps_rollup); done",
        ),
      );

      await press(board);
      const { session } = await room().onAir();
      assert.equal(session.startedBy, 'button');
      await room().showsRecording();
      const { delays, presses } = await lampDelays(board, 5);
      t.diagnostic(`REC/LIVE turned over after ${shownDelays(delays)} ms`);
      assert.ok(delays.every(({ rec, live }) => rec !== null && live !== null));
      await room().waitFor('a chapter for each', (status) => status.session.marks.length === presses);

      // Both come back by themselves, and a press while the one is away is not lost.
      await board.sh(`kill -9 $(${pidOf('^gpiomon.*17$')}) $(${pidOf('^gpioset.* 27')})`);
      await press(board);
      await room().waitFor('one chapter more', (status) => status.session.marks.length === presses + 1);
      await room().goesOn();
      await room().showsRecording();

      await rattle(board, 300);
      await room().goesOn();
      await room().waitFor('the line is trusted again', ({ health }) =>
        health.items.every(({ id }) => !/button/i.test(id)),
      );
      await press(board, { times: 2 });
      await room().waitFor('off the record', (status) => status.session.offTheRecord);
      await press(board, { times: 2 });
      await room().waitFor('on the record', (status) => !status.session.offTheRecord);

      await board.sh('systemctl kill -s KILL pupitre');
      await room().waitFor(
        'resumed',
        (status) => status.session.startedBy === 'resume' && status.recording.seconds > 0,
      );
      await room().showsRecording();
      await press(board, { seconds: HOLD_SECONDS });
      await room().waitFor('ending', (status) => status.session.phase === 'ending');
      await room().keepParts(session.id as string);
      assert.equal((await box.ask('POST', '/api/session/stop', { now: true })).status, 200);
      await room().finished(session.id as string);
    } finally {
      await board.sh('systemctl stop pupitre');
      const left = await board.sh("pgrep -l '^gpio' || true");
      const dark = await darkLamps(board);
      await board.sh(`umount ${FOLDER}; systemctl start pupitre`);
      assert.equal(left, '');
      assert.deepEqual(dark, Array(6).fill(false));
    }
  });

  test('a service that is killed for good leaves no lamp lit and no program behind', async () => {
    const { board } = room();
    await board.sh(`systemctl stop pupitre; mount --bind /run/empty ${FOLDER}
      mkdir -p /run/systemd/system/pupitre.service.d
      printf '[Service]\\nRestart=no\\n' >/run/systemd/system/pupitre.service.d/once.conf
      systemctl daemon-reload; systemctl start pupitre`);
    try {
      await room().waitFor('the page answers', ({ session }) => session.phase === 'ready');
      const id = await room().startTalk();
      await room().goesOn();
      await room().showsRecording(3);
      await board.sh('systemctl kill -s KILL pupitre; until systemctl is-failed -q pupitre; do sleep 0.2; done');
      assert.equal(await board.sh("pgrep -l '^gpio' || true"), '');
      assert.deepEqual(await darkLamps(board), Array(6).fill(false));
      await board.sh('systemctl start pupitre');
      await room().waitFor('resumed', ({ recording }) => recording.phase === 'recording');
      await room().stopTalk(id);
    } finally {
      await board.sh(`systemctl stop pupitre; rm -r /run/systemd/system/pupitre.service.d; systemctl daemon-reload
        umount ${FOLDER}; systemctl start pupitre`);
    }
  });

  test('a pin that another program holds is told of, the other parts work, and a button held at the start is seen', async () => {
    const { board } = room();
    await board.sh(`systemctl stop pupitre; mount --bind /run/empty ${FOLDER}
      chip=$(gpiodetect | sed -n 's/ \\[gpio-sim.*//p')
      systemd-run -q --unit board-pin gpioset --chip $chip 23=0`);
    try {
      await hold(board);
      await board.sh('systemctl start pupitre');
      await room().waitFor('it is told', ({ health }) => health.items.some(({ id }) => id === 'gpioFailed'));
      // Down for a minute: what was down at the start counts too.
      await room().waitFor('held', ({ health }) => health.items.some(({ id }) => id === 'buttonStuck'));
      await release(board);
      await room().waitFor('released', ({ health }) => health.items.every(({ id }) => id !== 'buttonStuck'));
      await press(board);
      const { session } = await room().onAir();
      await room().stopTalk(session.id as string);
    } finally {
      await release(board);
      await board.sh(`systemctl stop pupitre; systemctl stop board-pin; umount ${FOLDER}; systemctl start pupitre`);
    }
  });
}
