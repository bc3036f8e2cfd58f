/** LIVE shines steadily when viewers see the talk, and only then: the service as it ships, the shipped server, its own HLS taken away. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { startHlsFront } from '../tools/servers/hls-front.ts';

const SECRET = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';

test('the LIVE lamp tells the truth', { timeout: 300_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-seen-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [SECRET]: 'amphi-a' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const front = await startHlsFront(t, server.hlsUrl('amphi-a'));
  const watchUrl = front.address('viewers');
  const main = { id: 'main', name: 'Server', url: server.rtmpUrl, streamKey: server.streamKey('amphi-a'), watchUrl };
  const device = await startDevice(t, { settings: { destinations: [main] } });
  const rows: string[] = [];
  /** Waits for the lamp and notes how long it took. */
  const lamp = async (what: string, wanted: string, withinSeconds: number) => {
    const startedMs = performance.now();
    const status = await device.waitFor(`${what}: LIVE is ${wanted}`, ({ lamps }) => lamps.live === wanted);
    const seconds = (performance.now() - startedMs) / 1000;
    const [one] = status.destinations;
    rows.push(
      `${what.padEnd(40)} | ${wanted.padEnd(7)} | ${seconds.toFixed(1).padStart(5)} s | ${one?.reason?.message ?? ''}`,
    );
    assert.ok(seconds < withinSeconds, `${what}: after ${seconds} s`);
    return { status, one };
  };

  device.press('short');
  const pressed = await lamp('pressed', 'solid', 12);
  assert.deepEqual([pressed.one?.seen, pressed.one?.seenBy, pressed.one?.reason], ['seen', 'segments', null]);
  const delay = (await device.waitFor('a delay', ({ destinations }) => destinations[0]?.viewerDelaySeconds !== null))
    .destinations[0]?.viewerDelaySeconds;
  assert.ok(delay && delay > 6 && delay < 12, `${delay} s`);
  assert.equal(pressed.status.health.level, 'ok');

  await t.test('HLS of the server goes away, RTMP goes on', async () => {
    const live = join(folder, 'server/web/live');
    await rm(live, { recursive: true });
    // nginx-rtmp makes the folder again where nothing is in its place.
    await writeFile(live, '');
    const { status, one } = await lamp('HLS of the server stopped', 'slow', 20);
    assert.equal(one?.phase, 'live', 'the push still works');
    assert.equal(one?.reason?.code, 'readBackRefused');
    assert.equal(status.lamps.rec, 'solid');
    assert.ok(
      status.health.items.some(({ id, reason }) => id === 'destination-main' && reason?.code === 'readBackRefused'),
    );
    await rm(live);
    await lamp('  started again', 'solid', 20);
  });

  await t.test('the playlist that viewers get stands still', async () => {
    front.become('viewers', 'cached');
    const { one } = await lamp('an old playlist from a cache', 'slow', 20);
    assert.deepEqual([one?.seen, one?.reason?.code, one?.viewerDelaySeconds], ['notSeen', 'readBackStands', null]);
    front.become('viewers', 'honest');
    await lamp('  over', 'solid', 20);
  });

  await t.test('a cut of the publication shows, and is over with it', async () => {
    await server.restart();
    await device.waitFor('cut', ({ lamps }) => lamps.live === 'slow');
    await lamp('server restarted', 'solid', 25);
  });

  await t.test('off the record it says so; afterwards viewers are seen to see again', async () => {
    device.press('double');
    await lamp('off the record', 'privacy', 5);
    await sleep(10_000);
    assert.equal((await device.state()).destinations[0]?.reason, null, 'a slate and no sound are no fault');
    device.press('double');
    await lamp('  on again', 'solid', 5);
    await sleep(6000);
    assert.equal((await device.state()).lamps.live, 'solid');
  });

  await t.test('after the talk nothing of it is left', async () => {
    device.press('hold');
    device.press('end');
    const { destinations } = await device.waitFor('ready', ({ session }) => session.phase === 'ready');
    await lamp('stopped', 'off', 10);
    assert.notEqual(destinations[0]?.seen, 'notSeen');
    await eventually('no worker reads', async () => (await device.workers()).every(({ role }) => role !== 'readBack'));
    const before = front.given('viewers');
    await sleep(5000);
    assert.deepEqual(front.given('viewers'), before, 'nothing is read any more');
  });
  t.diagnostic(`\n${rows.join('\n')}`);
});
