/** Recordings that are over, on a real disk: their true name, their removal, their joining when there is room. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { RecordingCare } from '../../../device/control/care/recording-care.ts';
import { SessionNames } from '../../../device/control/session/session-names.ts';
import { flvFileHeader } from '../../../device/media/flv/flv-writer.ts';
import { startJoinProcess } from '../../../device/media/journal/join-process.ts';
import { Joiner } from '../../../device/media/journal/joiner.ts';
import { type RecordingFacts, writeFacts } from '../../../device/media/journal/recording-folder.ts';
import { RecordingLibrary } from '../../../device/media/journal/recording-library.ts';
import { RecordingLifecycle } from '../../../device/media/journal/recording-lifecycle.ts';
import { bootId } from '../../../device/platform/boot-moment.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { checkSettings } from '../../../device/settings/settings-faults.ts';
import type { Settings } from '../../../device/settings/settings-schema.ts';
import { eventually } from '../../tools/eventually.ts';
import { FakeClock, settled } from '../../tools/machine/fake-clock.ts';
import { keyframe, videoHeader } from '../../tools/samples/flv-samples.ts';
import { makeFlv } from '../../tools/samples/make-flv.ts';
import { JOIN_ENTRY, mediaWorkers } from '../../tools/streams/media-workers.ts';

const BOOT = bootId();
const UNSYNCED = `unsynced-${BOOT.slice(0, 12)}`;
const DAY_MS = 24 * 3600 * 1000;
const LOTS = 1e12;

async function box(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-care-'));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const log: string[] = [];
  const { logger } = createLog((line) => log.push(line));
  const clock = new FakeClock();
  const state = {
    trusted: true,
    freeBytes: LOTS as number | null,
    running: null as string | null,
    minFreeBytes: 0,
    kills: 0,
    crashes: 0,
  };
  const settings = checkSettings({ recording: { keepDays: 30, minFreeMegabytes: 100 } }).settings as Settings;
  const workers = mediaWorkers(t);
  const lifecycle = new RecordingLifecycle();
  const joiner = new Joiner({
    clock,
    lifecycle,
    logger,
    folder,
    minFreeBytes: () => state.minFreeBytes,
    isClockTrusted: () => state.trusted,
    startProcess: () => {
      const joining = startJoinProcess(JOIN_ENTRY);
      // As a kernel that runs out of memory does.
      if (state.kills-- > 0) process.kill(joining.pid ?? 0, 'SIGKILL');
      return joining;
    },
    workers,
    onCrashed: () => {
      state.crashes++;
    },
    onChange: () => {},
  });
  const recordings = new RecordingLibrary({
    folder,
    running: () => (state.running === null ? null : { id: state.running, seconds: 1 }),
    joiner,
    lifecycle,
  });
  const names = new SessionNames({ clock, settings: () => settings });
  const care = new RecordingCare({
    clock,
    logger,
    recordings,
    joiner,
    names,
    isClockTrusted: () => state.trusted,
    recording: () => settings.recording,
    freeBytes: () => state.freeBytes,
    session: { settled: async () => {}, clockIsSet: () => {} },
    onChange: () => {},
  });
  t.after(() => joiner.close());
  t.after(() => care.stop());
  care.start();
  return {
    folder,
    clock,
    state,
    names,
    joiner,
    recordings,
    ids: async () => (await readdir(folder)).sort(),
    said: (words: string) => log.map((line) => JSON.parse(line)).filter(({ msg }) => msg === words),
    async make(id: string, facts: Partial<RecordingFacts> = {}, bytes = 1000) {
      await mkdir(join(folder, id));
      await writeFile(join(folder, id, 'recording.mp4'), Buffer.alloc(bytes));
      const startedAt = new Date(clock.wallMs()).toISOString();
      await writeFacts(join(folder, id), { title: null, startedAt, marks: [], seconds: 9, reason: null, ...facts });
    },
    /** Lets this time pass in looks, each of them carried out. */
    async pass(ms: number) {
      for (let left = ms; left > 0; left -= 10_000) {
        clock.advance(10_000);
        const deadlineMs = performance.now() + 20_000;
        while (clock.pending === 0 && performance.now() < deadlineMs) await settled();
      }
    },
  };
}

test('a recording made before the clock was set gets its true name and start, and keeps the rest', async (t) => {
  const { clock, state, pass, make, ids, folder, said, recordings } = await box(t);
  state.trusted = false;
  clock.setWall(Date.UTC(2021, 0, 1));
  const marks = [{ atSeconds: 3, label: 'Début' }];
  const startedOn = { boot: BOOT, monotonicMs: clock.monotonicMs() };
  await make(`${UNSYNCED}-1-cells`, { title: 'Cells', marks, startedOn });
  await make(`${UNSYNCED}-2-cells`, { startedOn: { boot: BOOT, monotonicMs: clock.monotonicMs() + 1000 } });
  await pass(60_000);
  assert.deepEqual(await ids(), [`${UNSYNCED}-1-cells`, `${UNSYNCED}-2-cells`], 'not before there is trust');
  // An hour later the network comes up.
  clock.advance(3600_000 - 60_000);
  const start = new Date(2026, 9, 5, 14, 3, 59);
  clock.setWall(start.getTime() + 3600_000);
  state.trusted = true;
  await pass(20_000);
  assert.deepEqual(await ids(), ['2026-10-05T14-03-59-cells', '2026-10-05T14-04-00-cells']);
  const facts = JSON.parse(await readFile(join(folder, '2026-10-05T14-03-59-cells/session.json'), 'utf8'));
  assert.equal(facts.startedAt, start.toISOString());
  assert.deepEqual([facts.title, facts.marks, facts.seconds], ['Cells', marks, 9]);
  assert.equal(await recordings.find(`${UNSYNCED}-1-cells`), null);
  assert.equal(said('recording has its true name').length, 2);
});

test('the running one, those of another start of the board and those without facts keep their names', async (t) => {
  const { clock, state, pass, make, ids, folder } = await box(t);
  const startedOn = { boot: BOOT, monotonicMs: clock.monotonicMs() };
  await make(`${UNSYNCED}-1-running`, { startedOn });
  await make('unsynced-0123456789ab-1-other', { startedOn: { boot: 'another', monotonicMs: 5 } });
  await make('unsynced-0123456789ab-2-unknown');
  await make('unsynced-0123456789ab-3-damaged');
  await writeFile(join(folder, 'unsynced-0123456789ab-3-damaged/session.json'), '{"title":');
  const before = await ids();
  state.running = `${UNSYNCED}-1-running`;
  await pass(120_000);
  assert.deepEqual(await ids(), before);
  // It ends, and takes the name as if it had never been refused.
  state.running = null;
  const start = new Date(clock.wallMs() - 120_000);
  await pass(10_000);
  const [first] = await ids();
  assert.match(first as string, /^2026-.*-running$/);
  const { startedAt } = JSON.parse(await readFile(join(folder, first as string, 'session.json'), 'utf8'));
  assert.equal(startedAt, start.toISOString());
});

test('one whose time was told before a power cut gets its name on another start of the board', async (t) => {
  const { pass, make, ids } = await box(t);
  const start = new Date(2026, 9, 4, 9, 30);
  await make('unsynced-0123456789ab-1-cells', { startedOn: 'clock', startedAt: start.toISOString() });
  await pass(10_000);
  assert.deepEqual(await ids(), ['2026-10-04T09-30-00-cells']);
});

test('a name that somebody has is not taken', async (t) => {
  const { clock, names, pass, make, ids } = await box(t);
  const { id } = names.newSession({ title: 'cells', startedBy: 'page' });
  await make(id);
  await make(`${UNSYNCED}-1-cells`, { startedOn: { boot: BOOT, monotonicMs: clock.monotonicMs() } });
  await pass(10_000);
  assert.deepEqual(await ids(), [id, `${id}-2`].sort());
});

test('what is older than it is kept is removed and logged, on a clock that has been right for long enough', async (t) => {
  const { clock, pass, make, ids, said, state } = await box(t);
  const at = (daysAgo: number) => new Date(clock.wallMs() - daysAgo * DAY_MS).toISOString();
  await make('2026-09-01T10-00-00-old', { startedAt: at(31) });
  await make('2026-09-01T11-00-00-old-and-running', { startedAt: at(31) });
  await make('2026-09-20T10-00-00-young', { startedAt: at(29) });
  await make('unsynced-0123456789ab-1-undated', { startedAt: at(5000) });
  await make('2027-09-20T10-00-00-from-the-future', { startedAt: at(-300) });
  state.running = '2026-09-01T11-00-00-old-and-running';
  const all = await ids();
  await pass(29 * 60_000);
  assert.deepEqual(await ids(), all);
  await pass(3 * 60_000);
  assert.deepEqual(
    await ids(),
    all.filter((id) => !id.endsWith('-old')),
  );
  assert.deepEqual(
    said('recording removed').map(({ recording, why, bytes }) => [recording, why, bytes]),
    [['2026-09-01T10-00-00-old', 'expired', 1000]],
  );
});

test('a clock that jumps ten years ahead and back, or is not believed, removes nothing', async (t) => {
  const { clock, pass, make, ids, state } = await box(t);
  await make('2026-10-05T10-00-00-today');
  await pass(40 * 60_000);
  const right = clock.wallMs() - clock.monotonicMs();
  clock.setWall(clock.wallMs() + 3650 * DAY_MS);
  await pass(25 * 60_000);
  clock.setWall(clock.monotonicMs() + right);
  await pass(40 * 60_000);
  state.trusted = false;
  clock.setWall(clock.wallMs() + 3650 * DAY_MS);
  await pass(60 * 60_000);
  assert.deepEqual(await ids(), ['2026-10-05T10-00-00-today']);
});

test('a disk that runs full loses what is uploaded, the oldest first, and nothing else', async (t) => {
  const { pass, make, ids, said, state } = await box(t);
  for (const [day, uploaded] of [
    [1, true],
    [2, false],
    [3, true],
    [4, true],
  ] as const)
    await make(`2026-10-0${day}T10-00-00-talk`, { startedAt: `2026-10-0${day}T10:00:00.000Z`, uploaded }, 400_000);
  // 100 MB stay free and 100 MB are to come: half a megabyte is missing.
  state.trusted = false;
  state.freeBytes = 199_500_000;
  await pass(10_000);
  assert.deepEqual(await ids(), ['2026-10-02T10-00-00-talk', '2026-10-04T10-00-00-talk']);
  assert.deepEqual(
    said('recording removed').map(({ recording, why }) => [recording, why]),
    [
      ['2026-10-01T10-00-00-talk', 'uploaded'],
      ['2026-10-03T10-00-00-talk', 'uploaded'],
    ],
  );
  state.freeBytes = null;
  await pass(120_000);
  assert.equal((await ids()).length, 2, 'a disk that does not answer is not a full one');
});

test('a recording that found no room is joined when there is some, under the name it has by then', async (t) => {
  const { clock, folder, joiner, state, pass, ids, recordings } = await box(t);
  const old = `${UNSYNCED}-1-cells`;
  await mkdir(join(folder, old));
  makeFlv(join(folder, old, 'part-0001.flv'));
  const startedOn = { boot: BOOT, monotonicMs: clock.monotonicMs() };
  await writeFacts(join(folder, old), {
    title: null,
    startedAt: '2021-01-01T00:00:00.000Z',
    startedOn,
    marks: [],
    seconds: null,
    reason: null,
  });
  [state.minFreeBytes, state.trusted] = [1e18, false];
  joiner.add(old);
  await eventually('no room', async () => !joiner.isBusyWith(old));
  await pass(30_000);
  assert.deepEqual([(await recordings.find(old))?.state, joiner.isBusyWith(old)], ['parts', false]);
  state.trusted = true;
  await pass(10_000);
  const [id = ''] = await ids();
  assert.match(id, /^2026-10-05T.*-cells$/);
  await eventually('it found no room', async () => !joiner.isBusyWith(id));
  assert.equal((await recordings.find(id))?.reason?.code, 'joinNoRoom');
  state.minFreeBytes = 0;
  await pass(10_000);
  await eventually('joined', async () => (await recordings.find(id))?.state === 'ready');
  assert.deepEqual(await ids(), [id]);
});

/** A recording of one part, which is over. */
async function unfinished(folder: string, id: string): Promise<void> {
  await mkdir(join(folder, id));
  makeFlv(join(folder, id, 'part-0001.flv'));
  const startedAt = '2026-10-05T10:00:00.000Z';
  await writeFacts(join(folder, id), { title: null, startedAt, marks: [], seconds: null, reason: null });
}

test('a join whose process is killed is told and tried again by itself until it is done', async (t) => {
  const { folder, joiner, state, pass, recordings } = await box(t);
  const id = '2026-10-05T10-00-00-cells';
  await unfinished(folder, id);
  state.kills = 3;
  joiner.add(id);
  for (const pauseMs of [10_000, 20_000, 40_000]) {
    await eventually('it was killed', async () => !joiner.isBusyWith(id));
    const found = await recordings.find(id);
    assert.deepEqual([found?.state, found?.reason?.code, found?.progress], ['parts', 'joinStopped', null]);
    await pass(pauseMs);
  }
  await eventually('joined', async () => (await recordings.find(id))?.state === 'ready');
  assert.equal((await recordings.find(id))?.reason, null);
  assert.equal(state.crashes, 3);
});

test('what cannot be written down is told all the same, and tried again', async (t) => {
  const { folder, joiner, state, pass, recordings } = await box(t);
  const id = '2026-10-05T10-00-00-cells';
  await unfinished(folder, id);
  state.kills = 1;
  joiner.add(id);
  // Nothing of what is told can be kept: neither beside it nor in its place.
  await mkdir(join(folder, id, 'session.json.new', 'full'), { recursive: true });
  await rm(join(folder, id, 'session.json'));
  await eventually('it was killed', async () => !joiner.isBusyWith(id));
  assert.equal((await recordings.find(id))?.reason?.code, 'joinStopped');
  await pass(10_000);
  await eventually('joined', async () => (await recordings.find(id))?.state === 'ready');
});

test('broken parts are read once, not over and over, and again after the next start', async (t) => {
  const { folder, joiner, pass, recordings, said } = await box(t);
  const id = '2026-10-05T10-00-00-cells';
  await unfinished(folder, id);
  const header = Buffer.concat([flvFileHeader({ audio: true, video: true }), videoHeader(), keyframe(0)]);
  await writeFile(join(folder, id, 'part-0002.flv'), header);
  joiner.add(id);
  await eventually('it is known', async () => !joiner.isBusyWith(id));
  await pass(60 * 60_000);
  assert.deepEqual([(await recordings.find(id))?.state, joiner.isBusyWith(id)], ['parts', false]);
  assert.equal((await recordings.find(id))?.reason?.code, 'joinFailed');
  assert.equal(said('recording not joined').length, 1);
  assert.deepEqual(await recordings.unfinished(), [id]);
});

test('parts that a kill left beside their MP4 go; such as are of another talk stay, and so does the MP4', async (t) => {
  const { folder, joiner, recordings } = await box(t);
  const id = '2026-10-05T10-00-00-cells';
  await unfinished(folder, id);
  const own = join(folder, id);
  const part = await readFile(join(own, 'part-0001.flv'));
  await writeFile(join(own, 'part-0002.flv'), part);
  joiner.add(id);
  await eventually('joined', async () => (await recordings.find(id))?.state === 'ready');
  const whole = await readFile(join(own, 'recording.mp4'));
  // The first was removed already.
  await writeFile(join(own, 'part-0002.flv'), part);
  joiner.add(id);
  await eventually('looked at', async () => !joiner.isBusyWith(id));
  assert.ok(whole.equals(await readFile(join(own, 'recording.mp4'))));
  assert.deepEqual(
    (await readdir(own)).filter((name) => name.endsWith('.flv')),
    [],
  );
  makeFlv(join(own, 'part-0002.flv'), { pattern: 'red' });
  joiner.add(id);
  await eventually('looked at', async () => !joiner.isBusyWith(id));
  assert.ok(whole.equals(await readFile(join(own, 'recording.mp4'))));
  assert.deepEqual(
    (await readdir(own)).filter((name) => name.endsWith('.flv')),
    ['part-0002.flv'],
  );
});
