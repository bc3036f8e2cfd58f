import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { flvFileHeader } from '../../../device/media/flv/flv-writer.ts';
import { type PlacedTag, partTags } from '../../../device/media/journal/part-tags.ts';
import { interFrame, keyframe, sound, soundHeader, videoHeader } from '../../tools/flv-samples.ts';

const HEAD = [flvFileHeader({ audio: true, video: true }), videoHeader(), soundHeader()];

async function read(t: TestContext, parts: Buffer[]): Promise<{ placed: PlacedTag[]; skippedBytes: number }> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-parts-'));
  t.after(() => rm(folder, { recursive: true }));
  const paths = parts.map((_, index) => join(folder, `part-000${index + 1}.flv`));
  await Promise.all(parts.map((content, index) => writeFile(paths[index] as string, content)));
  const damage = { skippedBytes: 0 };
  const placed: PlacedTag[] = [];
  for await (const one of partTags(paths, damage)) placed.push(one);
  return { placed, ...damage };
}

const timeline = (placed: PlacedTag[]) =>
  placed.filter(({ tag }) => !tag.sequenceHeader).map(({ tag, timestampMs }) => [tag.kind, timestampMs]);

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
