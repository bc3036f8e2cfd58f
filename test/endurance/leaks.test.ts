/** Talk after talk, with visitors, cuts and killed workers: what the service holds at the end is what it held at the beginning. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { WebSocket } from 'ws';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { isWell } from '../tools/box/is-well.ts';
import { eventually } from '../tools/eventually.ts';
import { usageOf, zombiesOf } from '../tools/machine/process-usage.ts';
import { watchHls } from '../tools/viewers/hls-viewer.ts';

const KEY = '7be20c4f91d35a68e0417c2fd98b3a65';
const ROOM = 'amphi-a';
/** What is made once and kept (code, caches, the first of everything) is there after these. */
const FIRST_TALKS = 3;
const MORE_TALKS = 6;
/** For camera, microphone and publisher. */
const SPARES = 3;
/** A heap is collected when it pleases; a leak of 1 MB a talk is more than that. */
const SLACK_MEGABYTES = 8;
/** Connections of this test that are kept open for the next question; a file left over by each talk is more than that. */
const SLACK_FILES = 3;

test('talk after talk, nothing is left over', { timeout: 600_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-leaks-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: ROOM } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const main = { id: 'main', url: server.rtmpUrl, streamKey: server.streamKey(ROOM), watchUrl: server.hlsUrl(ROOM) };
  const device = await startDevice(t, { settings: { destinations: [main] }, asUnit: true });
  const { cookie } = await device.logIn();

  async function talk(): Promise<void> {
    device.press('short');
    const { session } = await device.waitFor('all is well', isWell);
    const page = new WebSocket(`${device.url.replace('http', 'ws')}/api/live`, { headers: { cookie } });
    let pictures = 0;
    page.on('message', (_, isBinary) => {
      if (isBinary) pictures++;
    });
    page.on('open', () => page.send(JSON.stringify({ type: 'preview', on: true })));
    const viewer = watchHls(`${device.url}/live/index.m3u8`);
    await eventually('the page has a picture', async () => pictures > 0);
    await eventually('a viewer in the room has a segment', async () => viewer.sequences.length > 0);
    await device.waitFor('viewers see it', ({ lamps }) => lamps.live === 'solid');
    for (const role of ['camera', 'microphone', 'publisher'] as const) {
      const pid = await device.worker(role);
      process.kill(pid, 'SIGKILL');
      await eventually('another in its place', async () =>
        (await device.workers()).some((worker) => worker.role === role && worker.pid !== pid),
      );
      await device.waitFor('all is well again', isWell);
    }
    await server.restart();
    await device.waitFor('cut off', ({ destinations }) => (destinations[0]?.reconnects ?? 0) > 1);
    await device.waitFor('all is well again', isWell);
    device.press('double');
    await device.waitFor('off the record', ({ session: { offTheRecord } }) => offTheRecord);
    page.close();
    await viewer.leave();
    const said = device.lines.length;
    await device.ask('POST', '/api/session/stop', { now: true });
    await device.waitFor('over', ({ session: { phase } }) => phase === 'ready');
    await device.waitForLine('joined', (line) => line.includes('recording joined'), said);
    assert.equal((await device.ask('DELETE', `/api/recordings/${session.id}`)).status, 204);
  }

  /** At rest: all spares are parked, which takes some seconds, and nothing else is there. */
  async function atRest() {
    await eventually('only spares are left', async () => {
      const workers = await device.workers();
      return workers.length === SPARES && workers.every(({ role }) => role === 'parked');
    });
    const service = (await usageOf(device.pid)).get('service');
    assert.ok(service);
    return service;
  }

  /** At most: a heap is smaller by a quarter right after it was collected. */
  const first = { files: 0, threads: 0, megabytes: 0 };
  for (let n = 0; n < FIRST_TALKS; n++) {
    await talk();
    const { files, threads, megabytes } = await atRest();
    first.files = Math.max(first.files, files);
    first.threads = Math.max(first.threads, threads);
    first.megabytes = Math.max(first.megabytes, megabytes);
  }
  for (let n = 0; n < MORE_TALKS; n++) await talk();
  const after = await atRest();
  t.diagnostic(
    `in ${FIRST_TALKS} talks at most ${JSON.stringify(first)}, after ${MORE_TALKS} more ${JSON.stringify(after)}`,
  );
  assert.equal(zombiesOf(device.pid), 0);
  assert.ok(after.files <= first.files + SLACK_FILES, 'files');
  assert.ok(after.threads <= first.threads, 'threads');
  assert.ok(after.megabytes <= first.megabytes + SLACK_MEGABYTES, 'memory');
});
