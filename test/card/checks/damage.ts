/** A card that wears out: parts of it can no longer be read, and the box still starts and says so. */
import assert from 'node:assert/strict';
import test from 'node:test';
import type { Box } from '../box.ts';
import { simulateDevices } from './session.ts';

export function bootPartitionChecks(box: () => Box): void {
  test('the boot partition cannot be read (a board that still starts has the kernel from elsewhere): the box starts as it was', async (t) => {
    const { room, card, board } = box();
    const { room: name } = await room.box.state();
    const files = await card.bootFiles();
    await board.unplug();
    const putBack = await card.wipeBoot();
    const times = await board.boot({ files });
    t.diagnostic(`the page answers ${times.pageSeconds?.toFixed(1)} s after power-on`);
    room.visitAgain();
    const { health, session, room: after } = await room.box.state();
    for (const item of health.items)
      if (item.level !== 'ok') t.diagnostic(`${item.id} ${item.level}: ${item.reason?.message}`);
    assert.deepEqual([after, session.phase], [name, 'ready']);
    const { body, status } = await room.box.ask('GET', '/api/card');
    t.diagnostic(`${status}: ${JSON.stringify(body)}`);
    assert.equal(await board.sh('systemctl is-active pupitre'), 'active');
    t.diagnostic(`failed units: ${(await board.sh('systemctl --failed --no-legend --plain')) || 'none'}`);
    // Nothing of it is in use.
    await putBack();
  });
}

export function dataChecks(box: () => Box): void {
  test('the data partition is lost: the box starts with what memory holds, and says so before and after a press', async (t) => {
    const { room, card, board } = box();
    await board.unplug();
    await card.wipeData();
    const times = await board.boot();
    t.diagnostic(`the page answers ${times.pageSeconds?.toFixed(1)} s after power-on`);
    room.visitAgain();
    assert.equal(await board.sh('findmnt -no TARGET /data || echo none'), 'none');
    const { health, session } = await room.box.state();
    for (const item of health.items)
      if (item.level !== 'ok') t.diagnostic(`${item.id} ${item.level}: ${item.reason?.message}`);
    const told = health.items.filter(
      ({ level, reason }) => level !== 'ok' && /card|carte/i.test(reason?.message ?? ''),
    );
    assert.ok(told.length > 0, JSON.stringify(health));
    assert.equal(session.phase, 'ready');
    await board.sh('sync');
    const report = await card.readText('pupitre-report.txt');
    for (const line of report.trim().split('\r\n').filter(Boolean)) t.diagnostic(line);
    assert.match(report, /data part/i);
    assert.match(report, /partie données/i);
    // Memory has no room for a talk: a press is answered, and REC says that nothing is kept.
    await simulateDevices(box());
    assert.equal((await room.box.ask('POST', '/api/session/start', {})).status, 200);
    const { recording, lamps } = await room.waitFor('REC tells', ({ lamps }) => lamps.rec === 'fast');
    t.diagnostic(`a press: REC ${lamps.rec}, ${recording.reason?.message}`);
    assert.equal((await room.box.ask('POST', '/api/session/stop', { now: true })).status, 200);
    await room.waitFor('ready again', ({ session }) => session.phase === 'ready');
  });
}
