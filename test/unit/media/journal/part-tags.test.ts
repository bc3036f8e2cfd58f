import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { flvFileHeader } from '../../../../device/media/flv/flv-writer.ts';
import { type PartStart, partStartTag } from '../../../../device/media/journal/part-start.ts';
import { emptyReport, type PlacedTag, partTags } from '../../../../device/media/journal/part-tags.ts';
import { gapsOf, type PlacedPart } from '../../../../device/media/journal/placed-part.ts';
import { interFrame, keyframe, sound, soundHeader, videoHeader } from '../../../tools/samples/flv-samples.ts';

const NOW = { boot: 'a', monotonicMs: 1e6, wallMs: 1e12 + 1e6, clockTrusted: true };
const HEAD = [flvFileHeader({ audio: true, video: true }), videoHeader(), soundHeader()];

/** Of a part that begins then on this board. */
const startedHead = (monotonicMs: number, { boot = 'a', lostPictures = 0, afterStop = false } = {}) => {
  const start: PartStart = {
    boot,
    monotonicMs,
    wallMs: 1e12 + monotonicMs,
    clockTrusted: true,
    lostPictures,
    afterStop,
  };
  return Buffer.concat([
    flvFileHeader({ audio: true, video: true }),
    partStartTag(undefined, start).bytes,
    videoHeader(),
    soundHeader(),
  ]);
};

async function read(
  t: TestContext,
  parts: Buffer[],
): Promise<{ placed: PlacedTag[]; skippedBytes: number; parts: PlacedPart[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-parts-'));
  t.after(() => rm(folder, { recursive: true }));
  const paths = parts.map((_, index) => join(folder, `part-000${index + 1}.flv`));
  await Promise.all(parts.map((content, index) => writeFile(paths[index] as string, content)));
  const report = emptyReport();
  const placed: PlacedTag[] = [];
  for (const one of partTags(paths, report))
    placed.push({ ...one, tag: { ...one.tag, bytes: Buffer.from(one.tag.bytes) } });
  return { placed, ...report };
}

const timeline = (placed: PlacedTag[]) =>
  placed
    .filter(({ tag }) => tag.kind !== 'script' && !tag.sequenceHeader)
    .map(({ tag, timestampMs }) => [tag.kind, timestampMs]);

test('a part begins one picture after the end of the one before; sound and picture keep their distance', async (t) => {
  const part = (offset: number) =>
    Buffer.concat([...HEAD, keyframe(offset), sound(offset + 17), interFrame(offset + 33), sound(offset + 38)]);
  const { placed, skippedBytes } = await read(t, [part(0), part(0)]);
  assert.equal(skippedBytes, 0);
  assert.deepEqual(timeline(placed), [
    ['video', 0],
    ['audio', 17],
    ['video', 33],
    ['audio', 38],
    ['video', 71],
    ['audio', 88],
    ['video', 104],
    ['audio', 109],
  ]);
});

test('the end that a power cut tore is passed over and counted; the next part goes on', async (t) => {
  const whole = Buffer.concat([...HEAD, keyframe(0), sound(10), interFrame(33, { size: 500 })]);
  const { placed, skippedBytes } = await read(t, [
    whole.subarray(0, whole.length - 100),
    Buffer.concat([...HEAD, keyframe(0), sound(10)]),
  ]);
  assert.deepEqual(timeline(placed), [
    ['video', 0],
    ['audio', 10],
    ['video', 43],
    ['audio', 53],
  ]);
  assert.equal(skippedBytes, interFrame(33, { size: 500 }).length - 100);
});

test('zeros, as a file system leaves at the end after a power cut, end nothing', async (t) => {
  const { placed, skippedBytes } = await read(t, [
    Buffer.concat([...HEAD, keyframe(0), Buffer.alloc(5000)]),
    Buffer.concat([...HEAD, keyframe(0)]),
  ]);
  assert.deepEqual(timeline(placed), [
    ['video', 0],
    ['video', 33],
  ]);
  assert.equal(skippedBytes, 5000);
});

test('empty parts and parts of rubbish hold nothing and stop nothing', async (t) => {
  const { placed } = await read(t, [
    Buffer.alloc(0),
    flvFileHeader({ audio: true, video: true }),
    Buffer.from('not a recording at all'),
    Buffer.concat([...HEAD, keyframe(0)]),
  ]);
  assert.equal(timeline(placed).length, 1);
});

test('tags that span the chunks in which the file is read come out whole and once', async (t) => {
  const tags = Array.from({ length: 50 }, (_, i) => interFrame(i * 33, { size: 99_991, fill: i }));
  const { placed, skippedBytes } = await read(t, [Buffer.concat([...HEAD, ...tags])]);
  assert.equal(skippedBytes, 0);
  const out = placed.filter(({ tag }) => !tag.sequenceHeader).map(({ tag }) => tag.bytes);
  assert.ok(Buffer.concat(out).equals(Buffer.concat(tags)));
});

test('two frames of one time, as a capture that hiccups gives them, each get a time of their own', async (t) => {
  const { placed } = await read(t, [
    Buffer.concat([
      ...HEAD,
      keyframe(0),
      interFrame(33),
      interFrame(33),
      interFrame(33),
      sound(33),
      sound(33),
      interFrame(66),
    ]),
  ]);
  assert.deepEqual(timeline(placed), [
    ['video', 0],
    ['video', 33],
    ['video', 34],
    ['video', 35],
    ['audio', 33],
    ['audio', 34],
    ['video', 66],
  ]);
});

test('a part that goes on without a hole keeps its true distance, whichever kind it begins with', async (t) => {
  // The picture is 100 ms behind the sound, as an encoder makes it: the new picture comes with a time before the last sound.
  const { placed, parts } = await read(t, [
    Buffer.concat([startedHead(5000), keyframe(0), sound(20), interFrame(33), sound(133)]),
    Buffer.concat([startedHead(5066), keyframe(0), sound(88), interFrame(33), sound(109)]),
  ]);
  assert.deepEqual(timeline(placed), [
    ['video', 0],
    ['audio', 20],
    ['video', 33],
    ['audio', 133],
    ['video', 66],
    ['audio', 154],
    ['video', 99],
    ['audio', 175],
  ]);
  assert.deepEqual(gapsOf(parts, NOW), []);
});

test('a hole is cut out and told; what is there twice goes on behind the end', async (t) => {
  const some = [keyframe(0), sound(10), interFrame(33)];
  const { placed, parts } = await read(t, [
    Buffer.concat([startedHead(5000), ...some]),
    Buffer.concat([startedHead(12_533), ...some]),
    // A talk taken up again: from the keyframe on that it had ended after.
    Buffer.concat([startedHead(12_533), ...some]),
  ]);
  assert.deepEqual(
    timeline(placed).filter(([kind]) => kind === 'video'),
    [0, 33, 66, 99, 132, 165].map((ms) => ['video', ms]),
  );
  assert.deepEqual(gapsOf(parts, NOW), [{ atSeconds: 0.066, missingSeconds: 7.5, lost: 'everything', cause: 'fault' }]);
});

test('pictures that the disk cost while the sound went on: the sound keeps its times, and the gap is the picture alone', async (t) => {
  const sounds = (fromMs: number, count: number) => Array.from({ length: count }, (_, i) => sound(fromMs + i * 21));
  const { placed, parts } = await read(t, [
    Buffer.concat([startedHead(5000), keyframe(0), ...sounds(0, 10)]),
    Buffer.concat([startedHead(5210, { lostPictures: 60 }), ...sounds(0, 200), keyframe(4000), ...sounds(4200, 10)]),
  ]);
  const times = timeline(placed).flatMap(([kind, ms]) => (kind === 'audio' ? [ms as number] : []));
  assert.deepEqual(
    times,
    times.map((_, index) => index * 21),
  );
  assert.deepEqual(gapsOf(parts, NOW), [{ atSeconds: 0.21, missingSeconds: 4.2, lost: 'picture', cause: 'fault' }]);
});

test('parts of an earlier version among others are joined, and what is missing between them is unknown', async (t) => {
  const some = [keyframe(0), sound(10), interFrame(33)];
  const { placed, parts } = await read(t, [
    Buffer.concat([...HEAD, ...some]),
    Buffer.concat([startedHead(5000), ...some]),
    Buffer.alloc(0),
    Buffer.concat([startedHead(5066), ...some]),
  ]);
  assert.deepEqual(
    timeline(placed).filter(([kind]) => kind === 'video'),
    [0, 33, 66, 99, 132, 165].map((ms) => ['video', ms]),
  );
  assert.deepEqual(gapsOf(parts, NOW), [
    { atSeconds: 0.066, missingSeconds: null, lost: 'everything', cause: 'fault' },
  ]);
});

test('a pause that was wanted, as a stop that was taken back leaves it, is told from a fault', async (t) => {
  const some = [keyframe(0), sound(10), interFrame(33)];
  const { parts } = await read(t, [
    Buffer.concat([startedHead(5000), ...some]),
    Buffer.concat([startedHead(9033, { afterStop: true }), ...some]),
    Buffer.concat([startedHead(12_066), ...some]),
  ]);
  assert.deepEqual(
    gapsOf(parts, NOW).map(({ missingSeconds, cause }) => [missingSeconds, cause]),
    [
      [4, 'stop'],
      [3, 'fault'],
    ],
  );
});
