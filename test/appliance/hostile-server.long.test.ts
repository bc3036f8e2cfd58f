/**
 * A talk while whatever the box asks answers in every hostile way: the viewers' address, a second server, what takes receipts; and
 * people send it what they like. Nothing of the box ends, and not one frame is lost.
 */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { startServer } from '../../image/server/local-server.ts';
import { SMALL, startDevice } from '../tools/box/device.ts';
import { longestTurnOf } from '../tools/box/longest-turn.ts';
import { hostileSurroundings } from '../tools/hostile/talk.ts';
import { packetCounts, packetsOf } from '../tools/measures/ffprobe.ts';
import { flvCounts } from '../tools/measures/flv-counts.ts';
import { missingFrames } from '../tools/measures/missing-frames.ts';

const KEYS = { '3f9c1e0b7a52d8846c0f5e9b21a7d4c3': 'amphi-a', '9a4be2175c0d4f86b3d1a8e67c20f395': 'amphi-b' };
const SOUNDS_PER_SECOND = 48_000 / 1024;

test('hostile servers, a talk on air', { timeout: 300_000 }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-hostile-'));
  const server = await startServer({ folder: join(folder, 'server'), keys: KEYS });
  t.after(async () => {
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  });
  const around = await hostileSurroundings(t, server, 'amphi-b');
  const main = {
    id: 'main',
    url: server.rtmpUrl,
    streamKey: server.streamKey('amphi-a'),
    watchUrl: server.hlsUrl('amphi-a'),
  };
  const device = await startDevice(t, { settings: { destinations: [main] }, asUnit: true });
  device.press('short');
  const { session } = await device.waitFor('seen by viewers', ({ destinations }) => destinations[0]?.seen === 'seen');
  const id = session.id as string;
  const service = device.pid;
  const pids = async (...roles: string[]) =>
    (await device.workers()).filter(({ role }) => roles.includes(role)).map(({ pid }) => pid);
  const before = await pids('camera', 'microphone', 'publisher');
  assert.equal(before.length, 3);

  await around.goThrough(device, false);

  assert.deepEqual(around.missed(), [], 'all of it was asked for');
  const after = await pids('camera', 'microphone', 'publisher');
  assert.deepEqual([device.pid, device.isRunning], [service, true]);
  assert.deepEqual(
    before.filter((pid) => !after.includes(pid)),
    [],
    'the workers of the talk are the same',
  );
  const { destinations } = await device.waitFor(
    'still seen',
    ({ destinations: [first] }) => first?.seen === 'seen' && first.phase === 'live',
  );
  assert.deepEqual([destinations[0]?.reconnects, destinations[0]?.droppedFrames], [0, 0]);
  const isOthers = (line: string) => /"reader":"(other|foe)"/.test(line);
  const bad = device.lines.filter(
    (line) => /insideFault|a fault|lost frames|crashed|request failed/.test(line) && !isOthers(line),
  );
  assert.deepEqual(bad, []);

  t.diagnostic(`longest turn: ${((await longestTurnOf(device)) * 1000).toFixed(0)} ms`);
  const parts = await device.keepParts(id);
  assert.equal(parts.length, 1, 'the recording was never interrupted');
  device.press('end');
  await device.waitForLine('joined', (line) => line.includes('recording joined'));
  const mp4 = join(device.recordingFolder(id), 'recording.mp4');
  assert.deepEqual(await flvCounts(parts), await packetCounts(mp4));
  const packets = await packetsOf(parts[0] as string);
  const times = (kind: 'video' | 'audio') => packets.filter((packet) => packet.kind === kind).map(({ dts }) => dts);
  const missing = {
    pictures: missingFrames(times('video'), SMALL.framesPerSecond),
    sounds: missingFrames(times('audio'), SOUNDS_PER_SECOND),
  };
  t.diagnostic(
    `${times('video').length} pictures, ${times('audio').length} pieces of sound, missing: ${JSON.stringify(missing)}`,
  );
  assert.equal(missing.sounds, 0);
  // Other work on the machine may starve the encoder, servers or not; what it made is all there, as counted above.
  assert.ok(missing.pictures <= 0.01 * times('video').length, `${missing.pictures} pictures`);
});
