/** A disk that really fills up: a small one in memory, in a mount namespace of its own. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { promisify } from 'node:util';
import { mayMount } from '../../tools/machine/may-mount.ts';
import { flvCounts } from '../../tools/measures/flv-counts.ts';
import { makeFlv } from '../../tools/samples/make-flv.ts';

test('a disk that fills up ends the recording with its reason; what was written stays, and it goes on when there is room', {
  skip: !mayMount() && 'this user may not mount anything',
  timeout: 120_000,
}, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-full-'));
  t.after(() => rm(folder, { recursive: true }));
  const [disk, out, media] = ['disk', 'out', 'a.flv'].map((name) => join(folder, name)) as [string, string, string];
  await mkdir(disk);
  await mkdir(out);
  makeFlv(media, { seconds: 2, width: 1280, height: 720 });

  const script = 'mount -t tmpfs -o size=6m none "$1" && shift && exec "$@"';
  const program = [process.execPath, '--import', 'tsx', join(import.meta.dirname, 'journal-on-small-disk.ts')];
  const { stdout } = await promisify(execFile)(
    'unshare',
    ['-rm', 'sh', '-ec', script, 'sh', disk, ...program, disk, media, out],
    { timeout: 100_000 },
  );
  assert.deepEqual(
    stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
    [
      { phase: 'recording', code: null },
      { phase: 'failed', code: 'diskFull' },
      { phase: 'recording', code: null },
    ],
  );
  const parts = (await readdir(out)).sort().map((name) => join(out, name));
  assert.equal(parts.length, 2);
  const [first, second] = await Promise.all(parts.map((part) => flvCounts([part])));
  // Nearly all of what fits on the disk without its ballast is there.
  assert.ok((first?.video ?? 0) > 300 && (first?.audio ?? 0) > 400, JSON.stringify(first));
  assert.ok((second?.video ?? 0) >= 60, JSON.stringify(second));
});
