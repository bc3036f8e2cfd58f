/** What is missing in a recording is marked where it is and as long as it was, and chapters point at what happened then. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Recording } from '../../device/api/contract/recordings.ts';
import { type Device, startDevice } from '../tools/box/device.ts';
import { mayMountImage } from '../tools/machine/may-mount.ts';
import { SmallDisk } from '../tools/machine/small-disk.ts';
import { decodingErrors, packetCounts, packetsOf } from '../tools/measures/ffprobe.ts';
import { flvCounts, flvTags } from '../tools/measures/flv-counts.ts';
import { makeNoise } from '../tools/samples/make-noise.ts';

/** Long enough that a chapter placed by the seconds of the session, which are as old after a kill, is clearly wrong. */
const SINCE_SAVED_MS = 6000;
/** A mute is heard when what the microphone's process and its encoder hold is through. */
const MUTE_SECONDS = 0.8;
/** On the disk is what came until 0.8 s before the kill, at two busy cores. */
const UNWRITTEN_SECONDS = 1.5;

/** What the journal keeps while its disk takes nothing. */
const MEMORY_BYTES = 40_000_000;

/** Where nothing is heard for a second or longer. */
async function silences(file: string): Promise<{ from: number; to: number }[]> {
  const args = ['-hide_banner', '-i', file, '-vn', '-af', 'silencedetect=noise=-60dB:d=1', '-f', 'null', '-'];
  const { stderr } = await promisify(execFile)('ffmpeg', args, { timeout: 60_000 });
  const times = (what: string) =>
    [...stderr.matchAll(new RegExp(`silence_${what}: (\\S+)`, 'g'))].map(([, at]) => Number(at));
  const [starts, ends] = [times('start'), times('end')];
  return starts.map((from, index) => ({ from, to: ends[index] ?? Number.NaN }));
}

const records = (device: Device) =>
  device.waitFor(
    'it records',
    ({ recording, session }) => session.phase === 'running' && recording.phase === 'recording',
  );

/** Off the record for some seconds: silence, whose two ends the box marks. */
async function hide(device: Device): Promise<void> {
  device.press('double');
  await device.waitFor('off', ({ session, microphone }) => session.offTheRecord && microphone.rmsDb === -100);
  await sleep(2500);
  device.press('double');
  await device.waitFor('on', ({ session, microphone }) => !session.offTheRecord && microphone.rmsDb > -30);
}

interface Talk {
  mp4: string;
  /** Of each part, up to its last frame. */
  partSeconds: number[];
  /** As programs get it. */
  recording: Recording;
}

/** Ends the talk, and checks that its one MP4 holds all that its parts held. */
async function endOf(device: Device, id: string): Promise<Talk> {
  device.press('hold');
  await device.waitFor('closed', ({ session, recording }) => session.phase === 'ending' && recording.phase === 'off');
  const own = device.recordingFolder(id);
  const parts = (await readdir(own)).filter((name) => name.endsWith('.flv')).sort();
  const paths = parts.map((name) => join(own, name));
  const counts = await flvCounts(paths);
  const tags = await Promise.all(paths.map(flvTags));
  device.press('end');
  await device.waitForLine('joined', (line) => line.includes('"recording joined"'));
  const mp4 = join(own, 'recording.mp4');
  assert.deepEqual(await packetCounts(mp4), counts);
  const recording = (await device.ask('GET', `/api/recordings/${id}`)).body as Recording;
  const facts = JSON.parse(await readFile(join(own, 'session.json'), 'utf8'));
  assert.deepEqual(facts.gaps, recording.gaps);
  return {
    mp4,
    partSeconds: tags.map((all) => all.reduce((last, { timestampMs }) => Math.max(last, timestampMs), 0) / 1000),
    recording,
  };
}

const assertNear = (t: TestContext, what: string, found: number, meant: number, within: number) => {
  t.diagnostic(`${what}: ${found.toFixed(2)} s, meant ${meant.toFixed(2)} s`);
  assert.ok(Math.abs(found - meant) <= within, `${what}: ${found} s, not ${meant} s`);
};

/** The box was off the record where its marks say so. */
async function assertChaptersPointAtSilence(t: TestContext, { mp4, recording }: Talk, count: number): Promise<void> {
  const silent = await silences(mp4);
  assert.equal(silent.length, count, JSON.stringify(silent));
  assert.deepEqual(
    recording.marks.map(({ label }) => label),
    silent.flatMap(() => ['Off the record', 'On the record']),
  );
  for (const [index, { from, to }] of silent.entries()) {
    const [off, on] = recording.marks.slice(2 * index, 2 * index + 2);
    assertNear(t, 'off the record', off?.atSeconds ?? Number.NaN, from, MUTE_SECONDS);
    assertNear(t, 'on the record', on?.atSeconds ?? Number.NaN, to, MUTE_SECONDS);
  }
}

test('the service killed in the talk, twice: both gaps and all chapters are where and what they were', {
  timeout: 240_000,
}, async (t) => {
  const device = await startDevice(t);
  device.press('short');
  const { session } = await records(device);
  const id = session.id as string;
  const holes: { least: number; most: number }[] = [];
  for (const awayMs of [5000, 2000]) {
    await device.waitFor('some seconds', ({ recording }) => recording.seconds >= 2);
    await hide(device);
    await sleep(SINCE_SAVED_MS);
    const killedMs = performance.now();
    await device.kill();
    await sleep(awayMs);
    const startedMs = performance.now();
    await device.start();
    await records(device);
    const most = (performance.now() - killedMs) / 1000 + UNWRITTEN_SECONDS;
    holes.push({ least: (startedMs - killedMs) / 1000, most });
  }
  await hide(device);
  await sleep(1000);
  const talk = await endOf(device, id);

  assert.equal(await decodingErrors(talk.mp4), '', 'it plays past the gaps');
  assert.equal(talk.partSeconds.length, 3);
  const { gaps } = talk.recording;
  assert.deepEqual(
    gaps.map(({ lost }) => lost),
    ['everything', 'everything'],
  );
  let endSeconds = 0;
  for (const [index, { atSeconds, missingSeconds }] of gaps.entries()) {
    endSeconds += talk.partSeconds[index] as number;
    assertNear(t, `gap ${index + 1}`, atSeconds, endSeconds, 0.2);
    const { least, most } = holes[index] as (typeof holes)[number];
    t.diagnostic(`${missingSeconds} s missing, away ${least.toFixed(2)} s, recording within ${most.toFixed(2)} s`);
    assert.ok(missingSeconds !== null && missingSeconds >= least && missingSeconds <= most);
  }
  const length = (await packetsOf(talk.mp4)).reduce((latest, { dts }) => Math.max(latest, dts), 0);
  assertNear(t, 'length', length, endSeconds + (talk.partSeconds[2] as number), 0.3);
  await assertChaptersPointAtSilence(t, talk, 3);
});

test('a picture of another size begins a part and is no gap: the sound does not notice', {
  timeout: 120_000,
}, async (t) => {
  const device = await startDevice(t);
  device.press('short');
  const { session } = await records(device);
  await device.waitFor('some seconds', ({ recording }) => recording.seconds >= 3);
  const camera = { device: 'test', width: 640, height: 360, framesPerSecond: 15 };
  assert.equal((await device.ask('PATCH', '/api/settings', { camera })).status, 200);
  await device.waitFor('a second part', ({ recording }) => recording.parts === 2);
  await sleep(3000);
  await hide(device);
  await sleep(1000);
  const talk = await endOf(device, session.id as string);
  assert.equal(talk.partSeconds.length, 2);
  assert.deepEqual(talk.recording.gaps, []);
  // The first may have begun before the picture with which all begins.
  const [, ...sounds] = (await packetsOf(talk.mp4)).filter(({ kind }) => kind === 'audio').map(({ dts }) => dts);
  const steps = sounds.slice(1).map((dts, index) => Math.round((dts - (sounds[index] ?? dts)) * 1000));
  const wrong = steps.filter((ms) => ms < 20 || ms > 23);
  assert.deepEqual(wrong, [], 'AAC of 1024 samples at 48 kHz, in whole milliseconds, across the parts');
  await assertChaptersPointAtSilence(t, talk, 1);
});

test('a disk that is away for longer than memory holds: the sound goes on, and the pictures that are missing are told', {
  skip: !mayMountImage() && 'this user may not mount an image',
  timeout: 300_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-gaps-'));
  const [image, noise] = [join(folder, 'image'), join(folder, 'noise.mp4')];
  const disk = await SmallDisk.mount(t, { image, folder: join(folder, 'box/state'), megabytes: 900 });
  makeNoise(noise);
  const camera = { device: `replay:${noise}`, width: 640, height: 360, framesPerSecond: 15 };
  const device = await startDevice(t, {
    folder: join(folder, 'box'),
    settings: { camera, encoder: { archiveKbps: 12_000 }, recording: { minFreeMegabytes: 50 } },
  });
  t.after(() => rm(folder, { recursive: true, force: true }));
  device.press('short');
  const { session } = await records(device);
  const { recording: early } = await device.waitFor('some seconds', ({ recording }) => recording.seconds >= 5);
  const bytesPerSecond = early.bytes / early.seconds;
  const memorySeconds = MEMORY_BYTES / bytesPerSecond;
  t.diagnostic(`${Math.round(bytesPerSecond / 1000)} kB/s: memory holds ${memorySeconds.toFixed(0)} s`);
  assert.ok(memorySeconds < 90);
  await hide(device);
  await disk.unmount({ lazily: true });
  await device.waitFor('it is said', ({ recording }) => recording.phase === 'failed');
  await sleep(memorySeconds * 1000);
  await hide(device);
  await sleep(15_000);
  await disk.mountAgain();
  const { lostVideoFrames, lostAudioFrames } = JSON.parse(
    await device.waitForLine('told', (line) => line.includes('recording goes on')),
  );
  await records(device);
  await hide(device);
  await sleep(1000);
  const talk = await endOf(device, session.id as string);

  assert.equal(await decodingErrors(talk.mp4), '', 'it plays past the gap');
  assert.equal(lostAudioFrames, 0);
  assert.ok(lostVideoFrames > 5 * camera.framesPerSecond, `${lostVideoFrames} pictures`);
  const [gap, ...others] = talk.recording.gaps;
  assert.deepEqual([gap?.lost, others], ['picture', []]);
  assertNear(t, 'no picture for', gap?.missingSeconds ?? Number.NaN, lostVideoFrames / camera.framesPerSecond, 2);
  const packets = await packetsOf(talk.mp4);
  const longest = (wanted: string) => {
    const times = packets.filter(({ kind }) => kind === wanted).map(({ dts }) => dts);
    const steps = times
      .slice(1)
      .map((dts, index) => ({ from: times[index] ?? dts, seconds: dts - (times[index] ?? dts) }));
    return steps.reduce((most, step) => (step.seconds > most.seconds ? step : most));
  };
  const still = longest('video');
  assertNear(t, 'the picture stands still for', still.seconds, gap?.missingSeconds ?? Number.NaN, 0.2);
  assertNear(t, 'the picture stands still from', still.from, gap?.atSeconds ?? Number.NaN, 0.6);
  assert.ok(longest('audio').seconds < 0.1, `the sound pauses for ${longest('audio').seconds} s`);
  await assertChaptersPointAtSilence(t, talk, 3);
});
