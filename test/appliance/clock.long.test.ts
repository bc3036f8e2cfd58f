/** A board without a clock of its own: it starts years ago, records, and is right once the network has set it. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir, uptime } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { writeFacts } from '../../device/media/journal/recording-folder.ts';
import { bootId } from '../../device/platform/boot-moment.ts';
import { prepareDevice } from '../tools/box/device.ts';
import { mayMount } from '../tools/machine/may-mount.ts';
import { WallClock } from '../tools/machine/wall-clock.ts';

const YEARS_MS = 5 * 365 * 24 * 3600 * 1000;
/** From the press to the note of when it was. */
const PRESS_MS = 2000;
const OTHER = 'unsynced-0123456789ab-1-other-boot';

test('talks recorded before the clock is set get their true time, the running one when it is over', {
  skip: !mayMount() && 'this user may not mount anything',
  timeout: 240_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-clock-'));
  const timesync = join(folder, 'timesync');
  await mkdir(timesync);
  const wall = new WallClock(join(folder, 'ahead'));
  await wall.setAhead(-YEARS_MS);
  const device = await prepareDevice(t, { folder: join(folder, 'box'), timesync, env: wall.env });
  t.after(() => rm(folder, { recursive: true, force: true }));
  const recordings = join(device.stateFolder, 'recordings');
  await mkdir(join(recordings, OTHER), { recursive: true });
  const long = new Date(Date.now() - 2 * YEARS_MS).toISOString();
  const startedOn = { boot: 'another', monotonicMs: 5 };
  await writeFacts(join(recordings, OTHER), {
    title: null,
    startedAt: long,
    startedOn,
    marks: [],
    seconds: 1,
    reason: null,
  });
  await device.start();
  await device.waitForPage();

  /** Recording for some seconds, with a mark in it. */
  async function begin(): Promise<{ id: string; pressedMs: number }> {
    const pressedMs = Date.now();
    device.press('short');
    const { session, clockTrusted } = await device.waitFor(
      'recording',
      ({ recording, session }) => recording.phase === 'recording' && session.phase === 'running',
    );
    assert.equal(clockTrusted, false);
    device.press('short');
    await device.waitFor('marked', ({ session: { marks }, recording }) => marks.length === 1 && recording.seconds >= 3);
    return { id: session.id as string, pressedMs };
  }
  const list = async () =>
    (
      (await device.ask('GET', '/api/recordings')).body as {
        recordings: { id: string; startedAt: string; state: string; marks: unknown[] }[];
      }
    ).recordings;
  const near = (text: string, ms: number) =>
    assert.ok(
      Date.parse(text) >= ms && Date.parse(text) <= ms + PRESS_MS,
      `${text} is not ${new Date(ms).toISOString()}`,
    );

  const first = await begin();
  assert.match(first.id, new RegExp(`^unsynced-${bootId().slice(0, 12)}-1-pupitre$`));
  device.press('end');
  await device.waitForLine('joined', (line) => line.includes('"recording joined"'));
  near((await list()).find(({ id }) => id === first.id)?.startedAt as string, first.pressedMs - YEARS_MS);

  const second = await begin();
  assert.match(second.id, /^unsynced-.*-2-pupitre$/);
  const { session: before } = await device.state();
  await wall.setAhead(0);
  await writeFile(join(timesync, 'synchronized'), '');
  await device.waitForLine('named', (line) => line.includes('true name'));
  const set = await device.waitFor('the clock is set', ({ clockTrusted }) => clockTrusted);
  assert.ok(Math.abs(Date.parse(set.bootedAt) - (Date.now() - uptime() * 1000)) < 5000, set.bootedAt);
  assert.equal(set.session.id, second.id, 'the running one keeps its name');
  assert.ok(set.session.seconds >= before.seconds && set.session.seconds < 60, `${set.session.seconds} s`);
  assert.equal(set.recording.phase, 'recording');
  assert.equal((await device.ask('GET', `/api/recordings/${first.id}`)).status, 404);

  // Its start is known over a crash of the service, too.
  await sleep(2000);
  await device.kill();
  await device.start();
  const resumed = await device.waitFor(
    'it goes on',
    ({ recording }) => recording.phase === 'recording' && recording.seconds >= 2,
  );
  assert.deepEqual([resumed.session.id, resumed.session.startedBy, resumed.recording.parts], [second.id, 'resume', 2]);
  const from = device.lines.length;
  device.press('end');
  await device.waitForLine('named', (line) => line.includes('true name'), from);

  // Cookies end by the wall clock when the service is started again.
  await device.logIn();
  const all = await list();
  assert.deepEqual((await readdir(recordings)).sort(), all.map(({ id }) => id).sort());
  const [newer, older, undated] = all;
  for (const [found, { pressedMs }] of [
    [newer, second],
    [older, first],
  ] as const) {
    assert.match(found?.id as string, /^\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d-pupitre$/);
    near(found?.startedAt as string, pressedMs);
    assert.deepEqual([found?.state, found?.marks.length], ['ready', 1]);
    const facts = JSON.parse(await readFile(join(recordings, found?.id as string, 'session.json'), 'utf8'));
    assert.equal(facts.startedAt, found?.startedAt);
  }
  assert.equal(undated?.id, OTHER, 'one of another start of the board stays as it is');
  assert.equal(undated?.startedAt, long);
});
