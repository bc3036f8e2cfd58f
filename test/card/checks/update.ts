/** An update on a box whose root is never written: what is new is on the data partition, and is there after a cut. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { secondsSince } from '../../board/room.ts';
import { forgetTalks, Updates } from '../../board/updates.ts';
import type { Box } from '../box.ts';
import { simulateDevices } from './session.ts';

const NEWER = '9.0.0';

export function updateChecks(box: () => Box): void {
  let older = '';
  let updates: Updates | null = null;

  test('an update is sent to the page, waits for quiet, is tested, and answers; the root is as it was', async (t) => {
    const { board, room } = box();
    t.after(() => updates?.close());
    await simulateDevices(box());
    await room.settle();
    older = (await room.box.state()).version;
    // As a network does: what was signed later than now counts for nothing.
    await board.sh(`date -s @${Math.ceil(Date.now() / 1000)} >/dev/null`);
    updates = await Updates.open(room, 'arm64');
    const startedMs = performance.now();
    await updates.send(await updates.pack(NEWER));
    const { update } = await updates.waitFor('taken', ({ update }) => update.phase !== 'none');
    t.diagnostic(`first: ${JSON.stringify(update)}`);
    // What two hours after a talk are to a box that no clock tells of them.
    if (update.phase === 'waiting') await forgetTalks(room);
    await updates.waitFor('tested', ({ update }) => update.phase === 'testing');
    t.diagnostic(`checked and unpacked after ${secondsSince(startedMs).toFixed(0)} s`);
    const done = await updates.waitFor(
      'over',
      ({ update }) => !['waiting', 'installing', 'testing'].includes(update.phase),
    );
    t.diagnostic(`over after ${secondsSince(startedMs).toFixed(0)} s`);
    assert.deepEqual(done, {
      running: NEWER,
      before: older,
      update: { phase: 'done', version: NEWER, previous: older },
    });
    assert.equal(await board.sh('cat /usr/lib/pupitre/version'), older);
    t.diagnostic(`on the data partition: ${await board.sh('du -sh /data/versions | cut -f1')}`);
  });

  test('the newer version answers after the plug was pulled; the one before comes back when it is asked for', async (t) => {
    const { board, room } = box();
    assert.ok(updates);
    await board.cutPower();
    const seconds = await room.bootAgain();
    t.diagnostic(`the page answers ${seconds.toFixed(1)} s after the plug was back`);
    assert.equal((await room.box.state()).version, NEWER);
    const startedMs = performance.now();
    assert.equal((await room.box.ask('POST', '/api/update/return')).status, 200);
    await updates.waitFor('returned', ({ running, update }) => running === older && update.phase === 'done');
    t.diagnostic(`back after ${secondsSince(startedMs).toFixed(0)} s`);
  });
}
