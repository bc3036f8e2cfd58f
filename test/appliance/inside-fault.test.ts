/** A fault of the program's own, in work that nobody waits for, while a talk runs: it goes on, and the page says what to do. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { startDevice } from '../tools/box/device.ts';

/** In the service alone: a promise that fails when it is told to, and that nobody looks after. */
const FORGOTTEN = `if (process.argv[1]?.endsWith('device.mjs'))
  process.on('SIGWINCH', () => void Promise.reject(new Error('forgotten')));`;

test('a promise that nobody looks after: the talk goes on, a person is told', { timeout: 120_000 }, async (t) => {
  const preload = `data:text/javascript,${encodeURIComponent(FORGOTTEN)}`;
  const device = await startDevice(t, { env: { NODE_OPTIONS: `--import ${preload}` } });
  device.press('short');
  const { session } = await device.waitFor('recorded', ({ recording }) => recording.phase === 'recording');
  const [camera, { pid }] = [await device.worker('camera'), device];
  process.kill(pid, 'SIGWINCH');
  const { health } = await device.waitFor('told', ({ health: { items } }) =>
    items.some(({ id }) => id === 'insideFault'),
  );
  const item = health.items.find(({ id }) => id === 'insideFault');
  assert.deepEqual([item?.level, item?.reason?.tech], ['degraded', 'Error: forgotten']);
  assert.match(item?.reason?.message ?? '', /^Something went wrong inside the box\./);
  const after = await device.waitFor('still recorded', ({ recording }) => recording.seconds >= 3);
  assert.deepEqual([after.session.id, after.session.phase, device.pid], [session.id, 'running', pid]);
  assert.equal(await device.worker('camera'), camera);
  assert.ok(device.lines.some((line) => line.includes('a fault of the program itself') && line.includes('forgotten')));
});
