/** Every file that the service keeps, damaged in every way at once: it starts, says so, and the button works. */
import assert from 'node:assert/strict';
import { chmod, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { prepareDevice, runDevice } from '../tools/box/device.ts';

const ID = '2026-10-05T14-00-00-cells';
const FILES = [
  'settings.json',
  'state/session.json',
  'state/auth.json',
  'state/service.pid',
  `state/recordings/${ID}/session.json`,
  `state/recordings/${ID}/part-0001.flv`,
];

const DAMAGES: Record<string, (path: string) => Promise<void>> = {
  'cut off': async (path) => {
    const whole = await readFile(path);
    await writeFile(path, whole.subarray(0, whole.length / 2));
  },
  empty: (path) => writeFile(path, ''),
  zeros: (path) => writeFile(path, Buffer.alloc(4096)),
  garbage: (path) => writeFile(path, Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251))),
  'JSON of another kind': async (path) => {
    // In the settings that is what a person wrote, who is told (start.long.test.ts).
    const whole = '{"version":1,"session":{"id":7},"startedAt":"then","marks":[null]}';
    await writeFile(path, path.endsWith('/settings.json') ? whole.slice(0, -1) : whole);
  },
  'a folder': async (path) => {
    await rm(path);
    await mkdir(path);
    await writeFile(join(path, 'inside'), 'kept');
  },
  unreadable: (path) => chmod(path, 0),
};

for (const [name, damage] of Object.entries(DAMAGES)) {
  test(`${name}: it starts, says what is damaged, records, and can be claimed again`, {
    timeout: 120_000,
  }, async (t) => {
    const device = await prepareDevice(t, { settings: { room: { name: 'Amphi A', language: 'en' } }, asOwner: true });
    await device.start();
    await device.waitForPage();
    // A password, a session that is on, and what a talk leaves.
    await device.logIn();
    device.press('short');
    await device.waitFor('recording', ({ recording }) => recording.phase === 'recording');
    await mkdir(device.recordingFolder(ID));
    await writeFile(
      join(device.recordingFolder(ID), 'session.json'),
      '{"title":null,"startedAt":"2026-10-05","marks":[]}',
    );
    await writeFile(
      join(device.recordingFolder(ID), 'part-0001.flv'),
      Buffer.from('FLV\x01\x05\0\0\0\x09\0\0\0\0', 'latin1'),
    );
    await device.kill();
    for (const file of FILES) await damage(join(device.folder, file));

    await device.start();
    await device.waitForPage();
    const { room, session, health } = await device.state();
    assert.deepEqual(
      [room, session.phase],
      ['Amphi A', 'ready'],
      'the settings of the last start, and no session made up',
    );
    const told = health.items.map(({ id }) => id);
    for (const item of ['settingsDamaged', 'desiredStateDamaged', 'passwordFileDamaged'])
      assert.ok(told.includes(item), `${item} in ${told}`);

    device.press('short');
    const { session: next } = await device.waitFor('recording', ({ recording }) => recording.phase === 'recording');
    await device.waitFor('it is written anew', (status) =>
      status.health.items.every(({ id }) => !id.startsWith('desiredState')),
    );
    const reset = await runDevice(t, ['reset-password', '--state', device.stateFolder]);
    assert.equal(reset.code, 0, reset.said);
    await device.waitFor('forgotten', (status) => status.health.items.every(({ id }) => id !== 'passwordFileDamaged'));
    await device.logIn();
    const { status, body } = await device.ask('GET', '/api/recordings');
    assert.equal(status, 200);
    const ids = (body as { recordings: { id: string }[] }).recordings.map(({ id }) => id);
    assert.ok(ids.includes(ID) && ids.includes(next.id as string), ids.join(' '));
    // Saving makes the settings whole again.
    assert.equal((await device.ask('PATCH', '/api/settings', { room: { name: 'Amphi B' } })).status, 200);
    assert.equal(JSON.parse(await readFile(device.settingsFile, 'utf8')).room.name, 'Amphi B');
    const { code, ms } = await device.stop();
    assert.ok(code === 0 && ms < 5000, `${code} after ${ms} ms`);
  });
}
