/** The kernel's own drivers for the button and the lamps (`gpio-key`, `gpio-led`), which are used where they are. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { lampDelays, press, shownDelays } from '../button.ts';
import { LIVE, lampLevels, litOf, REC } from '../lamps.ts';
import type { Room } from '../room.ts';

const HOLD_SECONDS = 3.5;

export function driverChecks(room: () => Room): void {
  test("with the kernel's own drivers the button and the lamps do the same", async (t) => {
    const { board } = room();
    await room().settle();
    await board.sh('systemctl stop pupitre; modprobe board-panel; systemctl start pupitre');
    try {
      await room().waitFor('the page answers', ({ session }) => session.phase === 'ready');
      const exported = await board.sh('ls /sys/class/gpio');
      assert.doesNotMatch(exported, /gpio\d/, 'nothing is taken through /sys/class/gpio');
      t.diagnostic(
        (await board.sh("grep -A3 'gpio-keys' /proc/bus/input/devices | grep -E 'Phys|Handlers'")).replaceAll(
          '\n',
          ' ',
        ),
      );

      await press(board);
      const { session } = await room().onAir();
      assert.equal(session.startedBy, 'button');
      await room().goesOn();
      await room().showsRecording();
      const { lamps } = await room().box.state();
      const live = await lampLevels(board, LIVE, 40);
      const [trigger] = /\[\w+\]/.exec(await board.sh('cat /sys/class/leds/pupitre-live/trigger')) ?? [];
      t.diagnostic(`LIVE, which is ${lamps.live}, lit in ${litOf(live)} looks, driven by ${trigger}`);
      assert.deepEqual([...new Set(live)].sort(), lamps.live === 'solid' ? [true] : [false, true]);
      assert.equal(trigger, lamps.live === 'solid' ? '[none]' : '[timer]', 'the kernel blinks it');
      const { delays, presses } = await lampDelays(board, 1);
      t.diagnostic(`REC/LIVE turned over ${shownDelays(delays)} ms after a press`);
      assert.ok(delays.every((delay) => delay.rec !== null && delay.live !== null));
      await room().waitFor('a chapter', (status) => status.session.marks.length === presses);
      await press(board, { times: 2 });
      await room().waitFor('off the record', (status) => status.session.offTheRecord);

      await board.sh('systemctl kill -s KILL pupitre');
      await room().waitFor(
        'resumed',
        (status) => status.session.startedBy === 'resume' && status.recording.seconds > 0,
      );
      await press(board, { seconds: HOLD_SECONDS });
      await room().waitFor('ending', (status) => status.session.phase === 'ending');
      await room().keepParts(session.id as string);
      assert.equal((await room().box.ask('POST', '/api/session/stop', { now: true })).status, 200);
      await room().finished(session.id as string);
    } finally {
      await board.sh('systemctl stop pupitre');
      const dark = [await lampLevels(board, REC, 3), await lampLevels(board, LIVE, 3)].flat();
      await board.sh('modprobe -r board-panel; systemctl start pupitre');
      assert.deepEqual(dark, Array(6).fill(false));
    }
  });
}
