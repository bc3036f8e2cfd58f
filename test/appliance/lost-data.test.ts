/** A card whose data partition is gone: the box works in memory, and says so before somebody relies on it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import type { Checks } from '../../device/api/contract/checks.ts';
import { writeCardRecord } from '../../device/card/card-record.ts';
import { because } from '../../device/reason.ts';
import { startDevice } from '../tools/box/device.ts';

test('what is recorded would be lost: the disk is what fails, on the page and in the dry run; it records all the same', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-lost-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const troubles = [because('dataPartitionLost', '/data is no mount point')];
  await writeCardRecord(join(folder, 'state'), { taken: [], mistakes: [], troubles });
  const device = await startDevice(t, { folder });
  const told = (items: { id: string; level: string; reason: { code: string } | null }[]) =>
    items.filter(({ level }) => level !== 'ok').map(({ id, level, reason }) => [id, level, reason?.code]);
  const { health } = await device.waitFor('the disk is told', (state) => state.health.level === 'failing');
  assert.deepEqual(
    told(health.items).filter(([id]) => id === 'disk' || id?.startsWith('data')),
    [['disk', 'failing', 'dataPartitionLost']],
  );
  await device.logIn();
  const { body } = await device.ask('POST', '/api/checks', {});
  const { ok, checks } = body as Checks;
  assert.equal(ok, false);
  assert.deepEqual(
    told(checks).filter(([id]) => id === 'disk'),
    [['disk', 'failing', 'dataPartitionLost']],
  );
  await device.ask('POST', '/api/session/start', {});
  await device.waitFor('it records', ({ recording }) => recording.phase === 'recording');
});
