/** A board without a clock of its own: what is set, and set again, during a talk must not be heard, seen or missed. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { checkRecording } from '../../image/demo/check-recording.ts';
import { mayMount } from '../tools/machine/may-mount.ts';
import { WallClock } from '../tools/machine/wall-clock.ts';
import { keep } from './figures.ts';
import { isWell, Talk } from './talk.ts';

/** Longer than a viewer takes to notice, and than the 10 s within which the box notes when the talk began in truth. */
const LASTS_MS = 12_000;
const YEARS_MS = 5 * 365 * 24 * 3600 * 1000;
/** Server and service are started before the press. */
const START_MS = 60_000;
const VOICE_GAP_MS = 100;
const PICTURE_GAP_MS = 350;

export function clockFaults(): void {
  const skip = !mayMount() && 'this user may not mount anything';
  test('the clock', { skip, timeout: 8 * 60_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-faults-clock-'));
    const timesync = join(folder, 'timesync');
    await mkdir(timesync);
    const wall = new WallClock(join(folder, 'ahead'));
    await wall.setAhead(-YEARS_MS);
    const fromMs = Date.now();
    const talk = await Talk.begin(t, { box: { folder: join(folder, 'box'), timesync, env: wall.env } });
    t.after(() => rm(folder, { recursive: true, force: true }));
    assert.match(talk.id, /^unsynced-/);

    await t.test('a clock that is years back, set right during the talk', (each) =>
      goesOn(each, talk, async () => {
        await wall.setAhead(0);
        await writeFile(join(timesync, 'synchronized'), '');
        return (await talk.until('the clock is trusted', ({ clockTrusted }) => clockTrusted)).seconds;
      }),
    );
    await t.test('a clock that goes years back, and forth again after 10 s', (each) =>
      goesOn(each, talk, async () => {
        await wall.setAhead(-YEARS_MS);
        await sleep(10_000);
        await wall.setAhead(0);
        return null;
      }),
    );
    await t.test('a clock that goes years forth, and back again after 10 s', (each) =>
      goesOn(each, talk, async () => {
        await wall.setAhead(YEARS_MS);
        await sleep(10_000);
        await wall.setAhead(0);
        return null;
      }),
    );
    await t.test('the recording has its true name and time afterwards', (each) => isNamed(each, talk, fromMs));
  });
}

/** @param set resolves with the seconds until the box has said what it is to say */
async function goesOn(t: TestContext, talk: Talk, set: () => Promise<number | null>): Promise<void> {
  const [fromMs, before] = [await talk.recordedMs(), await talk.device.state()];
  const startedMs = performance.now();
  talk.audience.stood();
  const detectedSeconds = await set();
  await sleep(LASTS_MS);
  const { voiceGapMs, pictureGapMs, lostSeconds } = await talk.recordedSince(fromMs);
  const [after, viewerStoodSeconds] = [await talk.device.state(), talk.audience.stood()];
  const passed = (performance.now() - startedMs) / 1000;
  const row = { fault: t.name, detectedSeconds, backSeconds: null, viewerStoodSeconds, said: '-' };
  keep({ ...row, recordingLostSeconds: lostSeconds, voiceGapMs, pictureGapMs });
  t.diagnostic(JSON.stringify({ ...row, voiceGapMs, pictureGapMs, lostSeconds }));
  assert.ok(isWell(after), JSON.stringify(after));
  assert.deepEqual([after.session.id, after.destinations[0]?.reconnects], [talk.id, 0]);
  const counted = after.session.seconds - before.session.seconds;
  assert.ok(Math.abs(counted - passed) < 3, `${passed} s passed, ${counted} s were counted`);
  assert.ok(voiceGapMs < VOICE_GAP_MS, `the recorded voice pauses for ${voiceGapMs} ms`);
  assert.ok(pictureGapMs < PICTURE_GAP_MS, `the recorded picture pauses for ${pictureGapMs} ms`);
  assert.equal(viewerStoodSeconds, 0, 'viewers notice nothing');
}

/** @param fromMs when the talk was about to begin, by the true clock */
async function isNamed(t: TestContext, { device }: Talk, fromMs: number): Promise<void> {
  const from = device.lines.length;
  device.press('end');
  await device.waitForLine('named', (line) => line.includes('true name'), from);
  await device.waitForLine('joined', (line) => line.includes('"recording joined"'), from);
  const { body } = await device.ask('GET', '/api/recordings');
  const { recordings } = body as { recordings: { id: string; startedAt: string; state: string }[] };
  const [only] = recordings;
  t.diagnostic(JSON.stringify(recordings));
  assert.equal(recordings.length, 1);
  assert.match(only?.id ?? '', /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-pupitre$/);
  const startedMs = Date.parse(only?.startedAt ?? '');
  assert.ok(startedMs >= fromMs && startedMs < fromMs + START_MS, `${only?.startedAt}`);
  const { plays, description } = await checkRecording(join(device.recordingFolder(only?.id ?? ''), 'recording.mp4'));
  assert.ok(plays, description);
}
