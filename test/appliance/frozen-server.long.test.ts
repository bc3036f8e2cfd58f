/** A server that takes connections and reads nothing, as one that swaps or whose disk hangs; then it goes on. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';

const KEY = '90d2f7c41b6e58a3d07f2c9be415a86d';
const ROOM = 'amphi-a';
/** A player begins with three segments of 2 s; what comes after them shows that it is no stream of another life. */
const PLAYS_MS = 7000;
/** Longer than an attempt that finds it frozen. */
const FROZEN_MS = 8000;

test('a server that freezes is found, and has the whole talk again when it goes on', {
  timeout: 120_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-frozen-'));
  const server = await startServer({ folder, keys: { [KEY]: ROOM } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const main = { id: 'main', url: server.rtmpUrl, streamKey: server.streamKey(ROOM) };
  const device = await startDevice(t, { settings: { destinations: [main] } });
  device.press('short');
  await device.waitFor('on air', ({ destinations }) => destinations[0]?.phase === 'live');
  await sleep(PLAYS_MS);
  server.kill('SIGSTOP');
  const { destinations } = await device.waitFor('it is found', (status) => status.destinations[0]?.phase !== 'live');
  assert.equal(destinations[0]?.reason?.code, 'destinationStalled');
  await sleep(FROZEN_MS);
  server.kill('SIGCONT');
  await device.waitFor('on air again', (status) => status.destinations[0]?.phase === 'live');
  const { destinations: after } = await device.state();
  assert.equal(after[0]?.level, 'full', 'nothing was learnt about the link: it is not taken for a thin one');
  const bytesIn = async () => (await server.stat()).streams.find(({ name }) => name === ROOM)?.bytesIn ?? 0;
  const before = await bytesIn();
  await eventually('the server gets media', async () => (await bytesIn()) > before);
});
