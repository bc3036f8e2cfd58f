/** What the hub gives is on the disk, in the folder of its session, whatever the disk does. */
import assert from 'node:assert/strict';
import { cp, mkdir, readdir, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { partStartOf } from '../../../device/media/journal/part-start.ts';
import { writeFacts } from '../../../device/media/journal/recording-folder.ts';
import { eventually } from '../../tools/eventually.ts';
import { decodingErrors, packetCounts } from '../../tools/measures/ffprobe.ts';
import { flvCounts, flvTags } from '../../tools/measures/flv-counts.ts';
import { flvSource } from '../../tools/samples/flv-source.ts';
import { box, FACTS, flv, ID, push } from './recording-box.ts';

test('what comes after the stop is not recorded, however late the disk gets to it', async (t) => {
  const { hub, journal, parts, recording } = await box(t);
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  await recording();
  const before = await flvCounts(await parts());
  const stopped = journal.ensureStopped();
  push(hub, await flv(t));
  await stopped;
  assert.deepEqual(await flvCounts(await parts()), before);
});

test('a session that ends right after its first frames leaves them in its own folder', async (t) => {
  const { hub, journal, folder, parts } = await box(t);
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  await journal.ensureStopped();
  assert.deepEqual(await readdir(folder), [ID]);
  assert.deepEqual(await flvCounts(await parts()), { video: 90, audio: 141 });
});

test('frames of a session that has just ended never go into the next one', async (t) => {
  const { hub, journal, folder, parts } = await box(t);
  const next = `${ID}-2`;
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  journal.ensureStarted(next);
  push(hub, await flv(t, { seconds: 1 }));
  await journal.ensureStopped();
  assert.deepEqual((await readdir(folder)).sort(), [ID, next]);
  assert.deepEqual(await flvCounts(await parts()), { video: 90, audio: 141 });
  assert.deepEqual(await flvCounts([join(folder, next, 'part-0001.flv')]), { video: 30, audio: 47 });
});

test('the end of a session that is settled late does not end the recording of the next one', async (t) => {
  const { hub, journal, parts, recording, folder } = await box(t);
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  await recording();
  void journal.ensureStopped();
  // A press right after, while the end of the first is still being noted on a slow card.
  const next = `${ID}-2`;
  journal.ensureStarted(next);
  await journal.ensureStopped(ID);
  assert.ok((await flvCounts(await parts())).video > 0, 'what the first one had is closed');
  assert.equal(journal.session, next);
  push(hub, await flv(t));
  await recording();
  await journal.ensureStopped(next);
  assert.equal(journal.status.phase, 'off');
  assert.ok((await flvCounts([join(folder, next, 'part-0001.flv')])).video > 0);
});

test('a disk below its limit takes no recording, says so, and takes it again when there is room', async (t) => {
  const { hub, folder, journal, room, recording, parts } = await box(t, { minFreeBytes: 1e18 });
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  await eventually('failed', async () => journal.status.phase === 'failed');
  assert.equal(journal.status.reason?.code, 'diskFull');
  assert.deepEqual(await readdir(folder), [], 'no part without a frame');
  room.minFreeBytes = 0;
  push(hub, await flv(t));
  await recording();
  assert.equal(journal.status.reason, null);
  await journal.ensureStopped();
  assert.deepEqual(await flvCounts(await parts()), { video: 180, audio: 282 }, 'what waited in memory is there');
});

test('a folder that cannot be made is a disk that failed, and the session goes on without its recording', async (t) => {
  const { hub, journal, folder, recording, parts } = await box(t);
  await writeFile(join(folder, ID), 'a file in its place');
  journal.ensureStarted(ID);
  push(hub, await flv(t));
  await eventually('failed', async () => journal.status.phase === 'failed');
  assert.equal(journal.status.reason?.code, 'diskFailed');
  await rm(join(folder, ID));
  await recording();
  await journal.ensureStopped();
  assert.equal(journal.status.phase, 'off');
  assert.deepEqual(await flvCounts(await parts()), { video: 90, audio: 141 }, 'what waited in memory is there');
});

test('a removed recording is gone; one that is at work is not', async (t) => {
  const { own, folder, library, joiner } = await box(t, { minFreeBytes: 1e18 });
  await mkdir(own, { recursive: true });
  await cp(own, join(folder, '.removed-leftover'), { recursive: true });
  await writeFile(join(own, 'part-0001.flv'), await flv(t));
  joiner.add(ID);
  assert.equal(await library.remove(ID), 'busy');
  await eventually('done', async () => !joiner.isBusyWith(ID));
  assert.equal(await library.remove(ID), 'removed');
  assert.equal(await library.remove(ID), 'unknown');
  for (const id of ['../x', '.', '', 'a/b', '.removed-x', '%2e%2e']) assert.equal(await library.remove(id), 'unknown');
  await library.open();
  assert.deepEqual(await readdir(folder), []);
});

test('after a part that lost its end, the next begins with sound and with the pictures that can be decoded', async (t) => {
  const { hub, journal, room, own, parts, names, recording, join: joined } = await box(t);
  const bytes = await flv(t);
  const source = flvSource(hub);
  journal.ensureStarted(ID);
  // Up to the middle of its GOP; then a little at a time, until the disk is looked at again.
  let at = bytes.length / 2;
  source.push(bytes.subarray(0, at));
  await recording();
  const [first = ''] = await parts();
  room.minFreeBytes = 1e18;
  await eventually('failed', async () => {
    source.push(bytes.subarray(at, at + 100));
    at += 100;
    return journal.status.phase === 'failed';
  });
  assert.ok(at < bytes.length * 0.62, 'the next keyframe, at two thirds, is still to come');
  source.push(bytes.subarray(at));
  await truncate(first, 500);
  room.minFreeBytes = 0;
  await recording();
  await journal.ensureStopped();
  assert.deepEqual(await names(), ['part-0001.flv', 'part-0002.flv']);
  const [, second = ''] = await parts();
  const tags = (await flvTags(second)).filter(({ kind, sequenceHeader }) => kind !== 'script' && !sequenceHeader);
  assert.equal(tags[0]?.kind, 'audio');
  assert.ok(tags.find(({ kind }) => kind === 'video')?.keyframe);
  const [head] = await flvTags(second);
  assert.ok(head && (partStartOf(head)?.lostPictures ?? 0) > 0, 'those that could not be decoded are told');
  const kept = await flvCounts(await parts());
  await writeFacts(own, { ...FACTS, seconds: null, reason: null });
  await joined();
  const mp4 = join(own, 'recording.mp4');
  assert.deepEqual(await packetCounts(mp4), kept);
  assert.equal(await decodingErrors(mp4), '');
});
