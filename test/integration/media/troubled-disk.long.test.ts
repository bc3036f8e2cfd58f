/** A disk that turns read-only, breaks, goes away or hangs under a recording, for real. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { TagHub } from '../../../device/media/hub/tag-hub.ts';
import { Journal } from '../../../device/media/journal/journal.ts';
import { partStartOf } from '../../../device/media/journal/part-start.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { createLog } from '../../../device/platform/logger.ts';
import { eventually } from '../../tools/eventually.ts';
import { mayMountImage } from '../../tools/machine/may-mount.ts';
import { SmallDisk } from '../../tools/machine/small-disk.ts';
import { flvCounts, flvTags } from '../../tools/measures/flv-counts.ts';
import { flvSource } from '../../tools/samples/flv-source.ts';
import { makeFlv } from '../../tools/samples/make-flv.ts';

const skip = !mayMountImage() && 'this user may not mount an image';
/** What is given at a time. */
const GIVEN = { video: 60, audio: 94 };
const GIVEN_MS = 2000;
/** Twice as long as a failed recording waits before it is tried again. */
const TRIED_AGAIN_MS = 11_000;

/** A journal on a small disk, its hub given media as a camera gives it. */
async function box(t: TestContext, { everyMs = GIVEN_MS, width = 320, height = 180 } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-troubled-'));
  const [image, mounted, media] = ['image', 'disk', 'a.flv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const disk = await SmallDisk.mount(t, { image, folder: mounted, megabytes: 400 });
  makeFlv(media, { seconds: 2, width, height });
  const bytes = await readFile(media);
  const recordings = join(mounted, 'recordings');
  await mkdir(recordings);
  const hub = new TagHub({ clock: systemClock });
  const { logger } = createLog(() => {});
  const minFreeBytes = () => 0;
  const journal = new Journal({
    clock: systemClock,
    logger,
    hub,
    folder: recordings,
    minFreeBytes,
    isClockTrusted: () => true,
    onChange: () => {},
  });
  let given = 0;
  let giving: NodeJS.Timeout | undefined;
  const give = () => {
    const source = flvSource(hub);
    source.push(Buffer.from(bytes));
    source.close();
    given += 1;
  };
  t.after(async () => {
    clearInterval(giving);
    await journal.ensureStopped();
    await rm(folder, { recursive: true, force: true });
  });
  return {
    disk,
    recordings,
    journal,
    start() {
      journal.ensureStarted('talk');
      give();
      giving = setInterval(give, everyMs);
    },
    failedFor: (code: string) =>
      eventually(code, async () => journal.status.phase === 'failed' && journal.status.reason?.code === code),
    records: () =>
      eventually('recording', async () => {
        const { phase, reason, seconds } = journal.status;
        return phase === 'recording' && reason === null && seconds > 2;
      }),
    /** Stops, and counts what each part holds and what is in none. */
    async end() {
      await sleep(GIVEN_MS);
      clearInterval(giving);
      await journal.ensureStopped();
      const own = join(recordings, 'talk');
      const paths = (await readdir(own)).sort().map((name) => join(own, name));
      const parts = await Promise.all(paths.map((path) => flvCounts([path])));
      const heads = await Promise.all(paths.map(async (path) => (await flvTags(path))[0]));
      const missing = (kind: 'video' | 'audio') =>
        given * GIVEN[kind] - parts.reduce((sum, counts) => sum + counts[kind], 0);
      const lost = { video: missing('video'), audio: missing('audio') };
      t.diagnostic(`${parts.length} parts, ${given * 2} s given, missing ${JSON.stringify(lost)}`);
      /** Before each part, as it says itself. */
      const lostPictures = heads.map((head) => (head && partStartOf(head)?.lostPictures) ?? Number.NaN);
      return { parts, lost, lostPictures };
    },
  };
}

const NOTHING = { video: 0, audio: 0 };

test('read-only when the talk starts: said all the time, and not a frame is missing once it can be written', {
  skip,
}, async (t) => {
  const { disk, journal, start, failedFor, records, end } = await box(t);
  await disk.remount('ro');
  start();
  await failedFor('diskReadOnly');
  const phases = new Set<string>();
  for (const untilMs = performance.now() + TRIED_AGAIN_MS; performance.now() < untilMs; await sleep(20))
    phases.add(journal.status.phase);
  assert.deepEqual([...phases], ['failed'], 'no hope between the tries');
  await disk.remount('rw');
  await records();
  const { parts, lost } = await end();
  assert.equal(parts.length, 1);
  assert.deepEqual(lost, NOTHING);
});

test('a file system that breaks and turns read-only: what was synced stays, and a new part begins after the repair', {
  skip,
}, async (t) => {
  const { disk, start, failedFor, records, end } = await box(t);
  start();
  await records();
  await disk.breakDown();
  await failedFor('diskReadOnly');
  await disk.unmount();
  await disk.mountAgain();
  await records();
  const { parts, lost } = await end();
  assert.equal(parts.length, 2);
  // What came since the last sync, which can be that of the writing before; or the last writing is there twice: it was
  // taken, and only its sync refused.
  assert.ok(Math.abs(lost.video) <= 2 * GIVEN.video, JSON.stringify(lost));
});

test('unmounted: nothing is written where it was, and not a frame is missing once it is back', { skip }, async (t) => {
  const { disk, start, failedFor, records, end } = await box(t);
  start();
  await records();
  await disk.unmount({ lazily: true });
  await failedFor('diskGone');
  await sleep(TRIED_AGAIN_MS);
  assert.deepEqual(await readdir(disk.folder), []);
  await disk.mountAgain();
  await records();
  const { parts, lost } = await end();
  assert.equal(parts.length, 2);
  assert.deepEqual(lost, NOTHING);
});

test('its folder removed under it: said, and what comes from then on is recorded', { skip }, async (t) => {
  const { recordings, start, failedFor, records, end } = await box(t);
  start();
  await records();
  await rm(recordings, { recursive: true });
  await failedFor('diskGone');
  await records();
  const { parts } = await end();
  assert.equal(parts.length, 1);
  assert.ok((parts[0]?.video ?? 0) >= GIVEN.video, JSON.stringify(parts));
});

test('hanging for some seconds: said, and not a frame is missing, in one part', { skip }, async (t) => {
  const { disk, journal, start, records, end } = await box(t);
  start();
  await records();
  await disk.freeze();
  await eventually('said', async () => journal.status.reason?.code === 'diskSlow');
  assert.equal(journal.status.phase, 'starting', 'not solid while nothing reaches the disk');
  await sleep(5000);
  await disk.thaw();
  await records();
  const { parts, lost } = await end();
  assert.equal(parts.length, 1);
  assert.deepEqual(lost, NOTHING);
});

test('hanging longer than memory may hold: the loss is said, and it goes on in a part that tells it', {
  skip,
}, async (t) => {
  const { disk, journal, start, failedFor, records, end } = await box(t, { everyMs: 25, width: 1280, height: 720 });
  start();
  await records();
  await disk.freeze();
  await failedFor('diskStalled');
  await disk.thaw();
  await eventually('it is over', async () => journal.status.phase === 'recording');
  const { parts, lost, lostPictures } = await end();
  assert.ok(parts.length >= 2);
  // The oldest pictures, a GOP (what is given at a time) after the other as long as it took to see that; no sound.
  assert.ok(lost.video > 0 && lost.video % GIVEN.video === 0, JSON.stringify(lost));
  const kept = parts.reduce((sum, { video }) => sum + video, 0);
  assert.ok(lost.video < kept / 2, `${JSON.stringify(lost)} of ${JSON.stringify(parts)}`);
  assert.equal(lostPictures[0], 0);
  assert.equal(
    lostPictures.reduce((sum, count) => sum + count, 0),
    lost.video,
  );
  assert.equal(lost.audio, 0);
});
