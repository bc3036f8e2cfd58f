/** The lamps follow the talk, wherever they are wired. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { blipLevels, LIVE, lampLevels, litOf, REC } from '../lamps.ts';
import type { Room } from '../room.ts';

export function lampChecks(room: () => Room): void {
  test('the lamps follow the talk: ready, on air, off the record, ready', async (t) => {
    const { board, box } = room();
    await room().settle();
    const ready = await blipLevels(board, REC);
    t.diagnostic(`ready: REC lit in ${litOf(ready)} looks`);
    assert.equal((await box.state()).lamps.rec, 'ready');
    assert.ok(ready.includes(true), 'a blip');
    assert.ok(ready.filter(Boolean).length < ready.length / 4, 'no more than a blip');

    const id = await room().startTalk();
    await room().showsRecording(15);
    const { lamps } = await room().goesOn();
    const live = await lampLevels(board, LIVE, 40);
    t.diagnostic(`on air: LIVE, which is ${lamps.live}, lit in ${litOf(live)} looks`);
    assert.deepEqual([...new Set(live)].sort(), lamps.live === 'solid' ? [true] : [false, true]);

    assert.equal((await box.ask('POST', '/api/session/off-the-record', { on: true })).status, 200);
    await room().waitFor('privacy', (status) => status.lamps.live === 'privacy');
    const off = await blipLevels(board, LIVE);
    t.diagnostic(`off the record: LIVE lit in ${litOf(off)} looks`);
    assert.ok(off.includes(true) && off.filter(Boolean).length < off.length / 4, 'a blip and no more');

    await room().stopTalk(id);
    await board.sh('systemctl stop pupitre');
    assert.deepEqual([await lampLevels(board, REC, 3), await lampLevels(board, LIVE, 3)].flat(), Array(6).fill(false));
    await board.sh('systemctl start pupitre');
  });
}
