/** A disk that turns read-only, goes away or hangs, for real: an image in a mount namespace of its own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { promisify } from 'node:util';
import { flvCounts } from '../../tools/flv-counts.ts';
import { makeFlv } from '../../tools/make-flv.ts';
import { mayMountImage } from '../../tools/may-mount.ts';

const skip = !mayMountImage() && 'this user may not mount an image';
const GIVEN = { video: 60, audio: 94 };

/** What the journal told, step by step, and the parts that are on the disk in the end. */
async function record(t: TestContext, trouble: string, pace = 'live') {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-troubled-'));
  t.after(() => rm(folder, { recursive: true }));
  const [image, disk, out, media] = ['image', 'disk', 'out', 'a.flv'].map((name) => join(folder, name)) as string[];
  for (const made of [disk, out]) await mkdir(made as string);
  makeFlv(media as string, { seconds: 2, ...(pace === 'fast' ? { width: 1280, height: 720 } : {}) });
  const script =
    'truncate -s 400M "$1" && mkfs.ext4 -q "$1" && mount -o loop,errors=remount-ro "$1" "$2" && mkdir "$2/recordings" && shift 2 && exec "$@"';
  const program = [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'journal-on-troubled-disk.ts')];
  const words = [script, 'sh', image, disk, ...program, trouble, image, disk, media, out, pace] as string[];
  const { stdout } = await promisify(execFile)('unshare', ['-m', 'sh', '-ec', ...words], {
    timeout: 150_000,
  });
  const told = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  const parts = (await readdir(out as string)).sort().map((name) => join(out as string, name));
  const counts = await Promise.all(parts.map((part) => flvCounts([part])));
  const { given } = told.at(-1) as { given: number };
  const missing = {
    video: given * GIVEN.video - counts.reduce((sum, { video }) => sum + video, 0),
    audio: given * GIVEN.audio - counts.reduce((sum, { audio }) => sum + audio, 0),
  };
  t.diagnostic(`${trouble}: ${parts.length} parts, ${given} x 2 s given, missing ${JSON.stringify(missing)}`);
  return { told: told.slice(0, -1), counts, missing };
}

const RECORDING = { phase: 'recording', code: null };
const failed = (code: string) => ({ phase: 'failed', code });
const slow = { phase: 'starting', code: 'diskSlow' };

test('a disk that is read-only when the talk starts: not a frame is missing once it can be written', {
  skip,
}, async (t) => {
  const { told, counts, missing } = await record(t, 'readOnly');
  assert.deepEqual(told, [failed('diskReadOnly'), RECORDING]);
  assert.equal(counts.length, 1);
  assert.deepEqual(missing, { video: 0, audio: 0 });
});

test('a file system that fails and turns read-only: what was synced stays, and a new part begins after the repair', {
  skip,
}, async (t) => {
  const { told, counts, missing } = await record(t, 'faulty');
  assert.deepEqual(told, [RECORDING, failed('diskReadOnly'), RECORDING]);
  assert.equal(counts.length, 2);
  // What came since the last sync: the next is due 0.6 s after it, with the writes that come each 0.4 s.
  assert.ok(missing.video >= 0 && missing.video <= 2 * GIVEN.video, JSON.stringify(missing));
});

test('a disk that is unmounted: nothing is written where it was, and not a frame is missing once it is back', {
  skip,
}, async (t) => {
  const { told, counts, missing } = await record(t, 'unmounted');
  assert.deepEqual(told, [RECORDING, failed('diskGone'), { belowTheDisk: [] }, RECORDING]);
  assert.equal(counts.length, 2);
  assert.deepEqual(missing, { video: 0, audio: 0 });
});

test('recordings that are removed under the recording: said, and what comes from then on is recorded', {
  skip,
}, async (t) => {
  const { told, counts } = await record(t, 'removed');
  assert.deepEqual(told, [RECORDING, failed('diskGone'), RECORDING]);
  assert.equal(counts.length, 1);
  assert.ok((counts[0]?.video ?? 0) >= GIVEN.video, JSON.stringify(counts));
});

test('a disk that hangs for some seconds: said, and not a frame is missing, in one part', { skip }, async (t) => {
  const { told, counts, missing } = await record(t, 'hanging');
  assert.deepEqual(told, [RECORDING, slow, RECORDING]);
  assert.equal(counts.length, 1);
  assert.deepEqual(missing, { video: 0, audio: 0 });
});

test('a disk that hangs longer than memory may hold: the loss is said, and it goes on in the same part', {
  skip,
}, async (t) => {
  const { told, counts, missing } = await record(t, 'stalled', 'fast');
  assert.deepEqual(told, [RECORDING, slow, failed('diskStalled'), RECORDING]);
  assert.equal(counts.length, 1);
  // The oldest pictures, a GOP (a giving) at a time as long as it took to see that; no sound.
  assert.ok(missing.video > 0 && missing.video % GIVEN.video === 0, JSON.stringify(missing));
  assert.ok(missing.video < (counts[0]?.video ?? 0) / 2, `${JSON.stringify(missing)} of ${JSON.stringify(counts)}`);
  assert.equal(missing.audio, 0);
});
