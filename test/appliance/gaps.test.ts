/** What is missing in a recording is marked where it is and as long as it was, and chapters point at what happened then. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Recording } from '../../device/api/contract/recordings.ts';
import { type Device, startDevice } from '../tools/device.ts';
import { decodingErrors, packetCounts, packetsOf } from '../tools/ffprobe.ts';
import { flvCounts, flvTags } from '../tools/flv-counts.ts';

/** Long enough that a chapter placed by the seconds of the session, which are as old after a kill, is clearly wrong. */
const SINCE_SAVED_MS = 6000;
/** A mute is heard when what the microphone's process and its encoder hold is through. */
const MUTE_SECONDS = 0.8;
/** On the disk is what came until 0.8 s before the kill, at two busy cores. */
const UNWRITTEN_SECONDS = 1.5;

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

/** Ends the talk; resolves with its parts, its MP4 and what the box says of it. */
async function joined(device: Device, id: string) {
  device.press('hold');
  await device.waitFor('closed', ({ session, recording }) => session.phase === 'ending' && recording.phase === 'off');
  const parts = await device.keepParts(id);
  device.press('end');
  await device.waitForLine('joined', (line) => line.includes('"recording joined"'));
  const { body } = await device.ask('GET', `/api/recordings/${id}`);
  const facts = JSON.parse(await readFile(join(device.recordingFolder(id), 'session.json'), 'utf8'));
  return { parts, mp4: join(device.recordingFolder(id), 'recording.mp4'), recording: body as Recording, facts };
}

const assertNear = (t: TestContext, what: string, found: number, meant: number, within: number) => {
  t.diagnostic(`${what}: ${found.toFixed(2)} s, meant ${meant.toFixed(2)} s`);
  assert.ok(Math.abs(found - meant) <= within, `${what}: ${found} s, not ${meant} s`);
};

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
  const { parts, mp4, recording, facts } = await joined(device, id);

  await t.test('it is one MP4 that plays past the gaps', async () => {
    assert.equal(parts.length, 3);
    assert.deepEqual(await packetCounts(mp4), await flvCounts(parts));
    assert.equal(await decodingErrors(mp4), '');
  });

  await t.test('the gaps', async () => {
    assert.deepEqual(facts.gaps, recording.gaps);
    assert.deepEqual(
      recording.gaps.map(({ lost }) => lost),
      ['everything', 'everything'],
    );
    let endMs = 0;
    for (const [index, { atSeconds, missingSeconds }] of recording.gaps.entries()) {
      const times = (await flvTags(parts[index] as string)).map(({ timestampMs }) => timestampMs);
      endMs += Math.max(...times);
      assertNear(t, `gap ${index + 1}`, atSeconds, endMs / 1000, 0.2);
      const { least, most } = holes[index] as (typeof holes)[number];
      t.diagnostic(
        `${missingSeconds} s missing, away for ${least.toFixed(2)} s, recording again within ${most.toFixed(2)} s`,
      );
      assert.ok(missingSeconds !== null && missingSeconds >= least && missingSeconds <= most);
    }
    const length = (await packetsOf(mp4)).reduce((latest, { dts }) => Math.max(latest, dts), 0);
    const held = await Promise.all(
      parts.map(async (part) => Math.max(...(await flvTags(part)).map(({ timestampMs }) => timestampMs))),
    );
    assertNear(t, 'length', length, held.reduce((sum, ms) => sum + ms, 0) / 1000, 0.3);
  });

  await t.test('the chapters: the box was off the record where its marks say so', async () => {
    const silent = await silences(mp4);
    assert.equal(silent.length, 3, JSON.stringify(silent));
    assert.deepEqual(
      recording.marks.map(({ label }) => label),
      silent.flatMap(() => ['Off the record', 'On the record']),
    );
    for (const [index, { from, to }] of silent.entries()) {
      const [off, on] = recording.marks.slice(2 * index, 2 * index + 2);
      assertNear(t, 'off the record', off?.atSeconds ?? Number.NaN, from, MUTE_SECONDS);
      assertNear(t, 'on the record', on?.atSeconds ?? Number.NaN, to, MUTE_SECONDS);
    }
    assert.deepEqual(
      facts.marks.map(({ atSeconds, label }: { atSeconds: number; label: string }) => ({ atSeconds, label })),
      recording.marks,
    );
  });
});
