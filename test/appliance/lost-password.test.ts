/** A lost password: by the command while the service runs or not, and by the button. */
import assert from 'node:assert/strict';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { type Device, runDevice, startDevice } from '../tools/box/device.ts';

const CHOSEN = 'a newly chosen password';

async function post(device: Device, path: string, password: string): Promise<number> {
  const answer = await fetch(`${device.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ password }),
  });
  return answer.status;
}

const toldIn = async (device: Device) => (await device.state()).health.items.map(({ id }) => id);

test('the command, while the service runs: at once, the session goes on, everyone is logged out', async (t) => {
  const device = await startDevice(t);
  device.press('short');
  const { session } = await device.waitFor('it records', ({ recording }) => recording.phase === 'recording');
  assert.equal((await device.ask('GET', '/api/settings')).status, 200);
  assert.equal(await post(device, '/api/claim', CHOSEN), 409);

  const { code, out, said } = await runDevice(t, ['reset-password', '--state', device.stateFolder]);
  assert.deepEqual([code, said], [0, '']);
  assert.match(out, /^The password is forgotten\. .*\n$/);
  await device.waitForLine('it is logged', (line) => line.includes('password forgotten') && line.includes('command'));
  assert.ok((await toldIn(device)).includes('passwordForgotten'));
  assert.equal((await device.ask('GET', '/api/settings')).status, 401);
  await assert.rejects(access(join(device.stateFolder, 'auth.json')), { code: 'ENOENT' });

  assert.equal(await post(device, '/api/claim', CHOSEN), 200);
  assert.ok(!(await toldIn(device)).includes('passwordForgotten'), 'what is over is not told any more');
  const now = await device.state();
  assert.deepEqual([now.session.id, now.recording.phase], [session.id, 'recording']);
});

test('the command, while the service does not run; a wrong folder is a sentence', async (t) => {
  const device = await startDevice(t);
  assert.equal(await post(device, '/api/claim', CHOSEN), 200);
  await device.stop();
  assert.equal((await runDevice(t, ['reset-password', '--state', device.stateFolder])).code, 0);
  await device.start();
  await device.waitForPage();
  assert.equal(await post(device, '/api/claim', 'yet another one'), 200);

  const wrong = await runDevice(t, ['reset-password', '--state', join(device.folder, 'nowhere')]);
  assert.deepEqual([wrong.code, wrong.out], [1, '']);
  assert.match(wrong.said, /^The password in \S+nowhere cannot be reset: .*--state.*\n$/);
});

test('the button held during start-up', async (t) => {
  const device = await startDevice(t);
  assert.equal(await post(device, '/api/claim', CHOSEN), 200);
  device.press('startUpHold');
  await device.waitForLine('it is logged', (line) => line.includes('password forgotten') && line.includes('button'));
  assert.ok((await toldIn(device)).includes('passwordForgotten'));
  assert.equal(await post(device, '/api/login', CHOSEN), 401);
  assert.equal(await post(device, '/api/claim', 'yet another one'), 200);
});

test('a box that is restarted asks nobody for the password again', async (t) => {
  const device = await startDevice(t);
  assert.equal((await device.ask('GET', '/api/settings')).status, 200);
  await device.kill();
  await device.start();
  await device.waitForPage();
  assert.equal((await device.ask('GET', '/api/settings')).status, 200);
});
