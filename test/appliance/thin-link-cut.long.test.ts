/** A connection that is cut while the link is thin: the next one begins with the little that the link carries. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { startShapedRelay } from '../tools/links/shaped-relay.ts';

const KEY = '2c8a17e05bd94f63a1e70d92c4586bf3';
const ROOM = 'amphi-a';
/** Longer than encoders go on with what nobody asks for any more. */
const AWAY_MS = 10_000;
/** The test picture with its voice is some 120 kb/s. */
const THIN_KBPS = 60;

test('cut off on a thin link, the voice is back on air', { timeout: 120_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-thin-cut-'));
  const server = await startServer({ folder, keys: { [KEY]: ROOM } });
  const relay = await startShapedRelay({ port: Number(new URL(server.rtmpUrl.replace('rtmp', 'http')).port) }, 4000);
  t.after(async () => {
    await relay.close();
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const main = { id: 'main', url: `rtmp://127.0.0.1:${relay.port}/live`, streamKey: server.streamKey(ROOM) };
  const device = await startDevice(t, { settings: { destinations: [main] } });
  device.press('short');
  await device.waitFor('on air', ({ destinations }) => destinations[0]?.phase === 'live');
  relay.setKbps(THIN_KBPS);
  const isLow = (level: string | undefined) => level === 'voice' || level === 'stills';
  await device.waitFor(
    'it sends less, and knows how little is carried',
    ({ destinations: [first] }) => isLow(first?.level) && /carried/.test(first?.reason?.tech ?? ''),
  );
  server.kill('SIGKILL');
  await sleep(AWAY_MS);
  await server.restart();
  const { destinations } = await device.waitFor('on air again', (status) => status.destinations[0]?.reconnects === 1);
  assert.ok(isLow(destinations[0]?.level), `no flood: ${destinations[0]?.level}`);
  const bytesIn = async () => (await server.stat()).streams.find(({ name }) => name === ROOM)?.bytesIn ?? 0;
  await eventually('the server gets media', async () => (await bytesIn()) > 20_000);
});
