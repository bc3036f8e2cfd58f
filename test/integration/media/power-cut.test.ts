/** A power cut: what is on the disk afterwards is only what was synced. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import { PartWriter } from '../../../device/media/journal/part-writer.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { mayMountImage } from '../../tools/machine/may-mount.ts';
import { SmallDisk } from '../../tools/machine/small-disk.ts';
import { flvTags } from '../../tools/measures/flv-counts.ts';
import { box, flv, ID } from './recording-box.ts';

/** The promise: a power cut costs at most so much of the recording. */
const MOST_LOST_MS = 2000;
const TALK_SECONDS = 6;
/** Each at another moment between two syncs. */
const CUTS_AFTER_MS = [4000, 4400, 4800];
/** Of an index, and of the last block. */
const SOME_BYTES = 100_000;

const skip = !mayMountImage() && 'this user may not mount an image';

async function boxOnDisk(t: TestContext, megabytes = 256) {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-cut-'));
  const disk = await SmallDisk.mount(t, { image: join(folder, 'image'), folder: join(folder, 'disk'), megabytes });
  // After it is unmounted.
  t.after(() => rm(folder, { recursive: true }));
  return { disk, ...(await box(t, { under: disk.folder })) };
}

/** On the disk, beyond what the file holds. */
async function roomOf(path: string): Promise<number> {
  const { blocks, size } = await stat(path);
  return blocks * 512 - size;
}

for (const afterMs of CUTS_AFTER_MS) {
  test(`the plug is pulled after ${afterMs / 1000} s of a talk: at most two are missing`, { skip }, async (t) => {
    const { disk, hub, journal, own, names, join: joined } = await boxOnDisk(t);
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
    assert.deepEqual(await names(), ['part-0001.flv']);
    const part = join(own, 'part-0001.flv');
    const keptMs = Math.max(...(await flvTags(part)).map(({ timestampMs }) => timestampMs));
    const aheadBytes = await roomOf(part);
    t.diagnostic(`${givenMs - keptMs} ms are missing, ${aheadBytes} bytes were ahead`);
    assert.ok(aheadBytes > 1_000_000, 'it had its room from the start');
    assert.ok(givenMs - keptMs <= MOST_LOST_MS, `${keptMs} ms are kept of ${givenMs}`);
    await joined();
    assert.ok((await roomOf(join(own, 'recording.mp4'))) < SOME_BYTES, 'room ahead is given back');
  });
}

test('what a part has ahead on the disk it gives back at its end', { skip }, async (t) => {
  const { disk } = await boxOnDisk(t);
  const path = join(disk.folder, 'part');
  const part = await PartWriter.create(path, { clock: systemClock, hasVideo: true, head: [] });
  await part.makeRoom();
  assert.ok((await roomOf(path)) > 10_000_000);
  await part.close();
  assert.ok((await roomOf(path)) < SOME_BYTES);
});

test('a disk without room gives none ahead: the part is written as before', { skip }, async (t) => {
  const { disk } = await boxOnDisk(t, 32);
  const { bavail, bsize } = await statfs(disk.folder);
  await writeFile(join(disk.folder, 'ballast'), Buffer.alloc((bavail - 1000) * bsize));
  const path = join(disk.folder, 'part');
  const part = await PartWriter.create(path, { clock: systemClock, hasVideo: true, head: [] });
  await part.makeRoom();
  const [tag] = new FlvParser().push(await flv(t)).filter(({ keyframe }) => keyframe);
  assert.ok(tag);
  await part.write([{ ...tag, readerMs: 0 }]);
  await part.close();
  assert.deepEqual((await flvTags(path))[0]?.bytes, tag.bytes);
});

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
