/** The MP4 of a recording: each frame byte for byte that of the journal, and a part that is alone is not written again. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { isPicture, payloadOf } from '../../../device/media/flv/flv-tag.ts';
import type { Mp4Media } from '../../../device/media/journal/mp4-front.ts';
import { placeFront } from '../../../device/media/journal/place-front.ts';
import { mayMountImage } from '../../tools/machine/may-mount.ts';
import { SmallDisk } from '../../tools/machine/small-disk.ts';
import { decodingErrors, packetCounts } from '../../tools/measures/ffprobe.ts';
import { flvCounts, flvTags } from '../../tools/measures/flv-counts.ts';
import { box, flv } from './recording-box.ts';

const skip = !mayMountImage() && 'this user may not mount an image';

const md5 = (bytes: Buffer) => createHash('md5').update(bytes).digest('hex');

/** Of each coded frame in the parts, in order. */
async function framesOf(parts: string[]): Promise<{ video: string[]; audio: string[] }> {
  const frames: { video: string[]; audio: string[] } = { video: [], audio: [] };
  for (const part of parts) {
    for (const tag of await flvTags(part)) {
      if (tag.sequenceHeader || tag.kind === 'script') continue;
      if (tag.kind === 'video' && isPicture(tag)) frames.video.push(md5(payloadOf(tag).subarray(5)));
      if (tag.kind === 'audio') frames.audio.push(md5(payloadOf(tag).subarray(2)));
    }
  }
  return frames;
}

/** As another program finds them. */
function framesIn(mp4: string): { video: string[]; audio: string[] } {
  const args =
    '-v error -ignore_editlist 1 -show_packets -show_data_hash md5 -show_entries packet=codec_type,data_hash -of csv=p=0';
  const lines = execFileSync('ffprobe', [...args.split(' '), mp4], { encoding: 'utf8', maxBuffer: 1e8 })
    .trim()
    .split('\n');
  const of = (kind: string) =>
    lines.filter((line) => line.startsWith(kind)).map((line) => line.split(/[,:]/).at(-1) as string);
  return { video: of('video'), audio: of('audio') };
}

async function canInsert(folder: string): Promise<boolean> {
  const file = join(folder, 'try');
  await writeFile(file, Buffer.alloc(10_000));
  try {
    execFileSync('fallocate', ['--insert-range', '--offset', '0', '--length', '4096', file], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Joins what is given as parts. */
async function joinedOf(t: TestContext, parts: Buffer[], under?: string) {
  const { folder, own, names, join: joined } = await box(t, under ? { under } : {});
  await mkdir(own);
  const paths = parts.map((_, index) => join(own, `part-000${index + 1}.flv`));
  for (const [index, bytes] of parts.entries()) await writeFile(paths[index] as string, bytes);
  const [journal, counts] = [await framesOf(paths), await flvCounts(paths)];
  const inode = (await stat(paths[0] as string)).ino;
  await joined();
  assert.deepEqual(await names(), ['poster.jpg', 'recording.mp4']);
  const mp4 = join(own, 'recording.mp4');
  assert.deepEqual(framesIn(mp4), journal);
  assert.deepEqual(await packetCounts(mp4), counts);
  assert.equal(await decodingErrors(mp4), '');
  const { ino, size, blocks } = await stat(mp4);
  return { folder, size, isSameFile: ino === inode, diskBytes: blocks * 512 };
}

test('one part: it becomes the MP4 itself where the file system can', async (t) => {
  const part = await flv(t, { seconds: 24 });
  const { folder, size, isSameFile } = await joinedOf(t, [part]);
  assert.equal(isSameFile, await canInsert(folder));
  t.diagnostic(
    `${isSameFile ? 'in place' : 'copied'}: ${size - part.length} bytes more than the journal's ${part.length}`,
  );
  assert.ok(size - part.length < 64 * 1024, 'nothing but the index is new');
});

test('one part, on a file system that cannot: the same MP4', async (t) => {
  const { folder, isSameFile } = await joinedOf(t, [await flv(t)], '/dev/shm');
  assert.equal(isSameFile, await canInsert(folder));
});

test('several parts, one of them torn', async (t) => {
  const part = await flv(t);
  const { isSameFile } = await joinedOf(t, [part.subarray(0, part.length - 777), part, part]);
  assert.ok(!isSameFile);
});

test('what a cut left in the middle of it, zeros or a front before the part, is passed over', async (t) => {
  const part = await flv(t);
  await joinedOf(t, [Buffer.concat([Buffer.alloc(8192), part])]);
  const moov = Buffer.from('\0\0\0\x18moov\0\0\0\x64trakaaaabbbb');
  await joinedOf(t, [Buffer.concat([moov, Buffer.alloc(4096 - moov.length), part])]);
});

test('a disk without room for the front: the part is as it was', { skip }, async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-front-'));
  const disk = await SmallDisk.mount(t, { image: join(folder, 'image'), folder: join(folder, 'disk'), megabytes: 16 });
  // After it is unmounted.
  t.after(() => rm(folder, { recursive: true }));
  const part = join(disk.folder, 'part-0001.flv');
  const bytes = await flv(t);
  await writeFile(part, bytes);
  const { bavail, bsize } = await statfs(disk.folder);
  await writeFile(join(disk.folder, 'ballast'), Buffer.alloc((bavail - 4) * bsize));
  const front = ({ blockBytes }: Mp4Media) => ({
    bytes: 64 * blockBytes,
    shift: 64 * blockBytes,
    pieces: () => [Buffer.alloc(64 * blockBytes, 1)],
  });
  const lock = openSync(disk.folder, 'r');
  t.after(() => closeSync(lock));
  const order = {
    front,
    parts: [part],
    leadBytes: 0,
    bytes: bytes.length,
    output: join(disk.folder, 'joining.mp4'),
    spareBytes: 1e12,
    lock,
    onCopied: async () => {},
  };
  await assert.rejects(placeFront(order), { code: 'ENOSPC' });
  assert.deepEqual(await readFile(part), bytes);
});
