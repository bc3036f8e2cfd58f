/** A power cut: what is on the disk afterwards is only what was synced. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import { flvTags } from '../../tools/flv-counts.ts';
import { mayMountImage } from '../../tools/may-mount.ts';
import { SmallDisk } from '../../tools/small-disk.ts';
import { box, flv, ID } from './recording-box.ts';

const skip = !mayMountImage() && 'this user may not mount an image';

/** The promise: a power cut costs at most so much of the recording. */
const MOST_LOST_MS = 2000;
const TALK_SECONDS = 10;
/** Each at another moment between two syncs. */
const CUTS_AFTER_MS = [4000, 4400, 4800];

async function boxOnDisk(t: TestContext) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-cut-'));
  const disk = await SmallDisk.mount(t, { image: join(folder, 'image'), folder: join(folder, 'disk'), megabytes: 64 });
  // After it is unmounted.
  t.after(() => rm(folder, { recursive: true }));
  return { disk, ...(await box(t, { under: disk.folder })) };
}

for (const afterMs of CUTS_AFTER_MS) {
  test(`the plug is pulled after ${afterMs / 1000} s of a talk: at most two of them are missing`, {
    skip,
  }, async (t) => {
    const { disk, hub, journal, parts } = await boxOnDisk(t);
    const tags = new FlvParser().push(await flv(t, { seconds: TALK_SECONDS }));
    const source = hub.openSource('video', 'audio');
    journal.ensureStarted(ID);
    const startMs = performance.now();
    let givenMs = 0;
    while (givenMs < afterMs) {
      const nowMs = performance.now() - startMs;
      const due = tags.splice(
        0,
        tags.findIndex(({ timestampMs }) => timestampMs > nowMs),
      );
      source.push(due, false);
      givenMs = due.at(-1)?.timestampMs ?? givenMs;
      await sleep(20);
    }
    await disk.cutPower();
    await journal.ensureStopped();
    await disk.unmount();
    await disk.mountAgain();
    const kept = await Promise.all((await parts()).map(flvTags));
    const keptMs = Math.max(...kept.flat().map(({ timestampMs }) => timestampMs));
    t.diagnostic(`${givenMs - keptMs} ms are missing`);
    assert.ok(givenMs - keptMs <= MOST_LOST_MS, `${keptMs} ms are kept of ${givenMs}`);
  });
}

test('the plug is pulled right after the join: MP4 and poster are there, whole', { skip }, async (t) => {
  const { disk, own, names, join: joined } = await boxOnDisk(t);
  await mkdir(own);
  await writeFile(join(own, 'part-0001.flv'), await flv(t), { flush: true });
  await joined();
  const contents = async () => Promise.all((await names()).map((name) => readFile(join(own, name))));
  const before = await contents();
  await disk.cutPower();
  await disk.unmount();
  await disk.mountAgain();
  assert.deepEqual(await names(), ['poster.jpg', 'recording.mp4']);
  assert.deepEqual(await contents(), before);
});
