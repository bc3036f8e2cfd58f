/** The whole service on a small real disk that fills up, turns read-only, hangs or goes away: live goes on, it is said, and it records again. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Recording } from '../../device/api/contract/recordings.ts';
import type { Status } from '../../device/api/contract/status.ts';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { eventually } from '../tools/eventually.ts';
import { mayMountImage } from '../tools/machine/may-mount.ts';
import { SmallDisk } from '../tools/machine/small-disk.ts';
import { decodingErrors, packetCounts, packetsOf } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';

const skip = !mayMountImage() && 'this user may not mount an image';
const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';
/** The least that the settings allow. */
const MIN_FREE_MEGABYTES = 50;
/** Media goes on to the server for so long while the disk is in trouble. */
const TROUBLE_MS = 12_000;

const isWell = ({ session, recording, destinations }: Status) =>
  session.phase === 'running' && recording.phase === 'recording' && destinations[0]?.phase === 'live';

/** A small disk, and what the kernel said of its errors in the last ten minutes. */
const REMEMBERED = /^disk(AlmostFull|Errors)$/;

async function onAir(t: TestContext, { megabytes = 160 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-disk-'));
  // Everything that the service writes is on the small disk.
  const disk = await SmallDisk.mount(t, { image: join(folder, 'image'), folder: join(folder, 'box/state'), megabytes });
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: 'amphi-a' } });
  t.after(() => server.stop());
  const device = await startDevice(t, {
    folder: join(folder, 'box'),
    asUnit: true,
    settings: {
      destinations: [{ id: 'main', url: server.rtmpUrl, streamKey: server.streamKey('amphi-a') }],
      recording: { minFreeMegabytes: MIN_FREE_MEGABYTES },
    },
  });
  // After the disk is unmounted and the service has ended.
  t.after(() => rm(folder, { recursive: true, force: true }));
  device.press('short');
  const { session } = await device.waitFor('all is well', isWell);
  const id = session.id as string;
  const bytesIn = async () => (await server.stat()).bytesIn;
  const ballast = join(disk.folder, 'ballast');
  return {
    disk,
    device,
    id,
    async fill() {
      const { bavail, bsize } = await statfs(disk.folder);
      await writeFile(ballast, Buffer.alloc(bavail * bsize - MIN_FREE_MEGABYTES * 1_000_000 + 2_000_000));
    },
    empty: () => rm(ballast),
    failedFor: (code: string) =>
      device.waitFor(code, ({ recording }) => recording.phase === 'failed' && recording.reason?.code === code),
    /** Media reaches the server all the while, on one connection and without a frame left out. */
    async liveGoesOn(session = id) {
      for (let left = TROUBLE_MS; left > 0; left -= 3000) {
        const before = await bytesIn();
        await sleep(3000);
        assert.ok((await bytesIn()) > before + 10_000, 'media reaches the server');
      }
      const { session: now, destinations, camera } = await device.state();
      assert.deepEqual(
        [now.phase, now.id, destinations[0]?.phase, destinations[0]?.reconnects, destinations[0]?.droppedFrames],
        ['running', session, 'live', 0, 0],
      );
      assert.ok(camera.framesPerSecond > 10);
    },
    /**
     * Stops, and checks that the one MP4 plays, holds all that the parts held, and that no more than `mayMiss` seconds are
     * said to be missing in it; resolves with how many parts there were.
     */
    async oneFile({ mayMiss = 0 } = {}): Promise<number> {
      await sleep(3000);
      const { session } = await device.state();
      device.press('hold');
      await device.waitFor(
        'closed',
        ({ session: { phase }, recording }) => phase === 'ending' && recording.phase === 'off',
      );
      const own = device.recordingFolder(id);
      const parts = (await readdir(own)).filter((name) => name.endsWith('.flv'));
      const counts = await flvCounts(parts.map((name) => join(own, name)));
      device.press('end');
      const joined = (line: string) => /"recording (not )?joined"/.test(line);
      assert.match(await device.waitForLine('joined', joined), /"recording joined"/);
      assert.deepEqual((await readdir(own)).sort(), ['poster.jpg', 'recording.mp4', 'session.json']);
      const mp4 = join(own, 'recording.mp4');
      assert.deepEqual(await packetCounts(mp4), counts);
      assert.equal(await decodingErrors(mp4), '');
      const { gaps } = (await device.ask('GET', `/api/recordings/${id}`)).body as Recording;
      assert.ok(
        gaps.every(({ missingSeconds }) => missingSeconds !== null && missingSeconds <= mayMiss),
        JSON.stringify(gaps),
      );
      const last = (await packetsOf(mp4)).reduce((latest, { dts }) => Math.max(latest, dts), 0);
      t.diagnostic(
        `${session.seconds} s on air, ${last.toFixed(1)} s in one MP4 of ${parts.length} parts: ${JSON.stringify({ ...counts, gaps })}`,
      );
      return parts.length;
    },
  };
}

const itemOf = ({ health }: Status, id: string) => health.items.find((item) => item.id === id);

test('a disk that runs full: live goes on, lamp and page say so; with room again it records on, and it is one MP4', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const { device, fill, empty, failedFor, liveGoesOn, oneFile } = await onAir(t);
  const early = await device.waitFor(
    'room for less than two hours is told',
    (status) => itemOf(status, 'disk')?.reason !== null,
  );
  assert.equal(itemOf(early, 'disk')?.reason?.code, 'diskAlmostFull');
  await fill();
  const full = await failedFor('diskFull');
  assert.equal(full.lamps.rec, 'fast');
  assert.equal(itemOf(full, 'disk')?.level, 'failing');
  assert.equal(full.health.level, 'failing');
  await liveGoesOn();
  await empty();
  const again = await device.waitFor('it records again', isWell);
  assert.deepEqual([again.recording.reason, again.recording.parts, again.lamps.rec], [null, 2, 'solid']);
  const { lostVideoFrames, lostAudioFrames } = JSON.parse(
    await device.waitForLine('told', (line) => line.includes('recording goes on')),
  );
  assert.deepEqual([lostVideoFrames, lostAudioFrames], [0, 0], 'what came meanwhile waited in memory');
  assert.equal(await oneFile(), 2);
});

test('a disk that is full to the end: the talk is joined when there is room', { skip, timeout: 240_000 }, async (t) => {
  const { device, id, fill, empty, failedFor } = await onAir(t);
  await device.waitFor('some seconds', ({ recording }) => recording.seconds >= 5);
  await fill();
  await failedFor('diskFull');
  device.press('end');
  await device.waitForLine('no room', (line) => line.includes('joinNoRoom'));
  const recordings = async () =>
    ((await device.ask('GET', '/api/recordings')).body as { recordings: { id: string; state: string }[] }).recordings;
  assert.deepEqual(
    (await recordings()).map((one) => [one.id, one.state]),
    [[id, 'parts']],
  );
  await empty();
  await device.waitForLine('joined', (line) => line.includes('"recording joined"'));
  assert.deepEqual(
    (await recordings()).map((one) => [one.id, one.state]),
    [[id, 'ready']],
  );
});

test('a file system that breaks and turns read-only: the same, and the service starts nothing anew', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const { disk, device, failedFor, liveGoesOn, oneFile } = await onAir(t);
  const { pid } = device;
  await disk.breakDown();
  const failed = await failedFor('diskReadOnly');
  assert.equal(failed.lamps.rec, 'fast');
  await liveGoesOn();
  await disk.unmount();
  await disk.mountAgain();
  const again = await device.waitFor('it records again', isWell);
  assert.equal(again.recording.parts, 2);
  assert.equal(device.pid, pid);
  // What was not synced, and pictures up to the next keyframe.
  assert.equal(await oneFile({ mayMiss: 3 }), 2);
  await device.waitFor('all is written again', ({ health }) =>
    health.items.every(({ reason }) => reason === null || REMEMBERED.test(reason.code)),
  );
});

test('a disk that is unmounted: the same, and the talk is whole on it', { skip, timeout: 240_000 }, async (t) => {
  const { disk, device, failedFor, liveGoesOn, oneFile } = await onAir(t);
  await disk.unmount({ lazily: true });
  await failedFor('diskGone');
  await liveGoesOn();
  await disk.mountAgain();
  const again = await device.waitFor('it records again', isWell);
  assert.equal(again.recording.parts, 2);
  assert.equal(await oneFile(), 2);
});

test('a disk that hangs: live goes on, the page is served, button and lamps work, and nothing is missing', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const { disk, device, id, liveGoesOn, oneFile } = await onAir(t);
  await device.logIn();
  await disk.freeze();
  device.press('short');
  const hanging = await device.waitFor('it is said', ({ recording }) => recording.reason?.code === 'diskSlow');
  assert.equal(hanging.lamps.rec, 'slow', 'not solid while nothing reaches the disk');
  // Each of these writes, and hangs: a page that is in a hurry must not take every thread.
  const writes = ['second', 'third', 'fourth'].map((label) => device.ask('POST', '/api/session/mark', { label }));
  assert.deepEqual(
    (await Promise.all(writes)).map(({ status }) => status),
    [200, 200, 200],
  );
  const loggedIn = device.logIn();
  const page = await fetch(`${device.url}/`, { signal: AbortSignal.timeout(10_000) });
  assert.match(await page.text(), /<script/);
  assert.equal((await device.ask('GET', '/api/devices')).status, 200);
  await liveGoesOn();
  await disk.thaw();
  await loggedIn;
  await device.waitFor('it records', isWell);
  assert.equal(await oneFile(), 1);
  const facts = JSON.parse(await readFile(join(device.recordingFolder(id), 'session.json'), 'utf8'));
  assert.deepEqual(
    facts.marks.map(({ label }: { label: string }) => label),
    ['', 'second', 'third', 'fourth'],
  );
  const lost = device.lines.filter((line) => line.includes('frames lost to the recording'));
  assert.deepEqual(lost, []);
});

test('the recordings removed under the talk: said, and the rest of the talk is recorded', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const { device, failedFor, oneFile } = await onAir(t);
  await rm(join(device.stateFolder, 'recordings'), { recursive: true });
  await failedFor('diskGone');
  await device.waitFor('it records', isWell);
  assert.equal(await oneFile(), 1);
});

test('a disk that is read-only at the start of the service: it starts, says so, and records once it can', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const { disk, device, id, failedFor, liveGoesOn } = await onAir(t);
  device.press('end');
  await device.waitForLine('joined', (line) => line.includes('"recording joined"'));
  await device.kill();
  await rm(join(device.stateFolder, 'recordings'), { recursive: true });
  await disk.remount('ro');
  await device.start();
  await device.waitForPage();
  const idle = await device.state();
  assert.deepEqual([itemOf(idle, 'disk')?.reason?.code, itemOf(idle, 'disk')?.level], ['diskReadOnly', 'failing']);
  device.press('short');
  const { session } = await failedFor('diskReadOnly');
  assert.notEqual(session.id, id);
  await device.waitFor('live', ({ destinations }) => destinations[0]?.phase === 'live');
  await liveGoesOn(session.id as string);
  await disk.remount('rw');
  await device.waitFor('it records', isWell);
  const { lostVideoFrames } = JSON.parse(
    await device.waitForLine('told', (line) => line.includes('recording goes on')),
  );
  assert.equal(lostVideoFrames, 0, 'the talk is there from its start');
  const { health } = await device.waitFor(
    'no more',
    (status) => itemOf(status, 'disk')?.reason?.code !== 'diskReadOnly',
  );
  const told = health.items.flatMap(({ reason }) => reason?.code ?? []);
  assert.deepEqual(
    told.filter((code) => !REMEMBERED.test(code) && !/Not(Saved|Kept)$/.test(code)),
    [],
  );
  const { seconds } = (await device.state()).recording;
  assert.ok(seconds >= TROUBLE_MS / 1000, `${seconds} s`);
});

test('a disk short of room loses what is uploaded by itself, and it is logged', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const { device } = await onAir(t);
  device.press('end');
  await device.waitForLine('joined', (line) => line.includes('"recording joined"'));
  const { body } = await device.ask('GET', '/api/recordings');
  const [{ id }] = (body as { recordings: [{ id: string }] }).recordings;
  const file = join(device.recordingFolder(id), 'session.json');
  const facts = JSON.parse(await readFile(file, 'utf8'));
  await writeFile(file, JSON.stringify({ ...facts, uploaded: true }));
  // 160 MB hold less than the 50 MB that stay free and the 100 MB to come.
  const removed = JSON.parse(await device.waitForLine('removed', (line) => line.includes('"recording removed"')));
  assert.deepEqual([removed.recording, removed.why], [id, 'uploaded']);
  await eventually('gone', async () => (await readdir(join(device.stateFolder, 'recordings'))).length === 0);
});
