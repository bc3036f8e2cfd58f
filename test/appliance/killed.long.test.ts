/** Every process killed in turn in one session: live and recording come back by themselves, and the talk is one file. */
import assert from 'node:assert/strict';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startServer } from '../../image/server/local-server.ts';
import { startDevice } from '../tools/box/device.ts';
import { isWell } from '../tools/box/is-well.ts';
import { isAlive } from '../tools/box/workers.ts';
import { eventually } from '../tools/eventually.ts';
import { packetCounts, packetsOf } from '../tools/measures/ffprobe.ts';
import { flvCounts, flvTags } from '../tools/measures/flv-counts.ts';

const KEY = '3f9c1e0b7a52d8846c0f5e9b21a7d4c3';

test('kill -9 of the capture, the publisher and the service in one session', { timeout: 180_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-killed-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: { [KEY]: 'amphi-a' } });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true });
  });
  const main = { id: 'main', url: server.rtmpUrl, streamKey: server.streamKey('amphi-a') };
  const device = await startDevice(t, { settings: { destinations: [main] } });
  device.press('short');
  const { session } = await device.waitFor('all is well', isWell);
  const id = session.id as string;

  /** Bytes reach the disk and the server again. */
  async function growsAgain(): Promise<void> {
    const [before, bytesBefore] = [await device.state(), await bytesIn()];
    await device.waitFor('the recording grows', ({ recording }) => recording.bytes > before.recording.bytes + 10_000);
    await eventually('the server gets media', async () => (await bytesIn()) > bytesBefore + 10_000);
  }
  const bytesIn = async () => (await server.stat()).bytesIn;
  await growsAgain();
  const firstPart = () => flvTags(join(device.recordingFolder(id), 'part-0001.flv'));
  /** The longest pause of each track in what was recorded from a time of the part on. */
  async function longestGaps(fromMs: number): Promise<{ video: number; audio: number }> {
    const frames = (await firstPart()).filter(
      ({ sequenceHeader, timestampMs }) => !sequenceHeader && timestampMs >= fromMs,
    );
    const longest = (kind: string) => {
      const times = frames.filter((frame) => frame.kind === kind).map(({ timestampMs }) => timestampMs);
      return Math.max(...times.slice(1).map((ms, index) => ms - (times[index] ?? ms)));
    };
    return { video: longest('video'), audio: longest('audio') };
  }

  for (const role of ['camera', 'microphone', 'publisher'] as const) {
    await t.test(`the ${role} worker`, async () => {
      const pid = await device.worker(role);
      const recordedMs = (await firstPart()).at(-1)?.timestampMs ?? 0;
      const startedMs = performance.now();
      process.kill(pid, 'SIGKILL');
      const other = await eventually('another in its place', async () => {
        const worker = (await device.workers()).find((candidate) => candidate.role === role);
        return worker !== undefined && worker.pid !== pid && worker;
      });
      const { session: now, destinations } = await device.waitFor('all is well', isWell);
      t.diagnostic(`kill -9 of the ${role}: well again after ${Math.round(performance.now() - startedMs)} ms`);
      assert.notEqual(other.pid, pid);
      assert.deepEqual([now.id, now.startedBy], [id, 'button']);
      assert.equal(destinations[0]?.reconnects, role === 'publisher' ? 1 : 0, 'only its own connection was lost');
      await growsAgain();
      const gaps = await longestGaps(recordedMs);
      t.diagnostic(
        `kill -9 of the ${role}: longest pause in the recording: picture ${gaps.video} ms, voice ${gaps.audio} ms`,
      );
      // Two frames of sound, three pictures at 15 a second with the noise of a loaded machine: nobody notices.
      if (role !== 'microphone') assert.ok(gaps.audio < 100, `the voice pauses for ${gaps.audio} ms`);
      if (role !== 'camera') assert.ok(gaps.video < 300, `the picture pauses for ${gaps.video} ms`);
    });
  }

  await t.test('a parked worker and one that hangs', async () => {
    const pid = await device.worker('microphone');
    process.kill(pid, 'SIGSTOP');
    for (const worker of await device.workers()) if (worker.role === 'parked') process.kill(worker.pid, 'SIGKILL');
    await eventually('it is noticed', async () => !(await isAlive(pid)));
    const { microphone } = await device.waitFor(
      'well again',
      (status) => isWell(status) || status.microphone.phase === 'failed',
    );
    assert.equal(microphone.reason, null, 'a process that hangs is not the fault of the microphone');
    await growsAgain();
  });

  await t.test('the service', async () => {
    const workers = await device.workers();
    const startedMs = performance.now();
    await device.kill();
    await eventually(
      'no worker is left',
      async () => !(await Promise.all(workers.map(({ pid }) => isAlive(pid)))).includes(true),
    );
    // What systemd does on the box.
    await device.start();
    const { session: now, recording } = await device.waitFor('all is well', isWell);
    t.diagnostic(`kill -9 of the service: well again after ${Math.round(performance.now() - startedMs)} ms`);
    assert.deepEqual([now.id, now.startedBy], [id, 'resume']);
    assert.ok(now.seconds >= session.seconds);
    assert.equal(recording.parts, 2, 'a new part, the old one is left as it was');
    await growsAgain();
  });

  await t.test('the server itself: the box is told, and comes back when the server does', async () => {
    server.kill('SIGKILL');
    const { recording } = await device.waitFor(
      'reconnecting',
      ({ destinations }) => destinations[0]?.phase === 'reconnecting',
    );
    assert.equal(recording.phase, 'recording');
    await server.restart();
    await device.waitFor('all is well', isWell);
    await growsAgain();
  });

  await t.test('the service while viewers see the end slate: the session is over, and its file is made', async () => {
    device.press('hold');
    await device.waitFor(
      'closed',
      ({ session: { phase }, recording }) => phase === 'ending' && recording.phase === 'off',
    );
    const parts = await device.keepParts(id);
    assert.equal(parts.length, 2);
    const journal = await flvCounts(parts);
    await device.kill();
    // Of a cut in the middle of joining.
    await writeFile(join(device.recordingFolder(id), 'joining.mp4'), 'half of a file');
    await device.start();
    await device.waitForPage();
    assert.equal((await device.state()).session.phase, 'ready');
    await device.waitForLine('joined', (line) => line.includes('recording joined'));

    assert.deepEqual((await readdir(device.recordingFolder(id))).sort(), [
      'poster.jpg',
      'recording.mp4',
      'session.json',
    ]);
    const mp4 = join(device.recordingFolder(id), 'recording.mp4');
    assert.deepEqual(await packetCounts(mp4), journal);
    t.diagnostic(`one MP4: ${JSON.stringify(journal)}`);
    const packets = await packetsOf(mp4);
    for (const kind of ['video', 'audio'] as const) {
      const times = packets.filter((packet) => packet.kind === kind).map(({ dts }) => dts);
      assert.ok(
        times.every((dts, index) => index === 0 || dts > (times[index - 1] ?? 0)),
        `${kind} goes forward`,
      );
    }
    // A part is left as it was written: whole tags up to the kill.
    assert.ok((await flvTags(parts[0] as string)).length > 100);
    const { body } = await device.ask('GET', `/api/recordings/${id}`);
    assert.equal((body as { state: string }).state, 'ready');
  });

  await t.test('a desired state that is damaged: nothing is resumed, it is said, and the button works', async () => {
    await device.kill();
    await writeFile(join(device.stateFolder, 'session.json'), '{"version":1,"session":{"id":"../../etc');
    await device.start();
    const state = await device.waitFor('it is said', ({ health }) =>
      health.items.some((item) => item.id === 'desiredStateDamaged'),
    );
    assert.equal(state.session.phase, 'ready');
    device.press('short');
    const next = await device.waitFor('all is well', isWell);
    assert.notEqual(next.session.id, id);
    assert.ok(
      next.health.items.every((item) => item.id !== 'desiredStateDamaged'),
      'the new note is whole',
    );
    device.press('end');
    await device.waitFor('ready', ({ session: { phase } }) => phase === 'ready');
    await eventually('it is written down', async () =>
      (await readFile(join(device.stateFolder, 'session.json'), 'utf8')).includes('"session":null'),
    );
  });
});
