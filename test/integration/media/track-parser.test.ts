/** What real encoders give, as tags: complete, decodable, and at the time of the machine's own clock. */

import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import { type CaptureSpec, capturePipeline } from '../../../device/media/capture/capture-pipeline.ts';
import { CAPTURE_PIPES } from '../../../device/media/capture/programme/pipeline-parts.ts';
import type { MediaKind } from '../../../device/media/flv/flv-tag.ts';
import { type FlvTag, isPicture } from '../../../device/media/flv/flv-tag.ts';
import { flvFileHeader } from '../../../device/media/flv/flv-writer.ts';
import { metadataTag } from '../../../device/media/flv/metadata-tag.ts';
import { TrackParser } from '../../../device/media/hub/track-parser.ts';
import { eventually } from '../../tools/eventually.ts';
import { decodingErrors, packetCounts } from '../../tools/measures/ffprobe.ts';
import { SMALL_SPEC } from '../../tools/streams/capture-into.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';

const SPEC: CaptureSpec = {
  ...SMALL_SPEC,
  tracks: ['video'],
  picture: { width: 320, height: 180, framesPerSecond: 25 },
  encoder: { kind: 'x264', bitrateKbps: 500, gopFrames: 25 },
};
/** Far more than a loaded machine takes to encode; far less than any mistake about a clock. */
const MOST_LATE_MS = 3000;

const nowMs = () => Number(process.hrtime.bigint() / 1_000_000n) % 2 ** 32;

/** One track from a worker of its own, with the delay of each tag behind the machine's clock. */
function track(t: TestContext, kind: MediaKind) {
  const worker = mediaWorkers(t).spawn();
  const parser = new TrackParser(kind);
  const tags: FlvTag[] = [];
  const delaysMs: number[] = [];
  worker.onEvent((event) => {
    if (event.type === 'playing') parser.beginsAt(event.baseNs);
  });
  worker.pipe(CAPTURE_PIPES[kind]).on('data', (chunk: Buffer) => {
    for (const tag of parser.push(chunk)) {
      tags.push(tag);
      delaysMs.push(nowMs() - tag.timestampMs);
    }
  });
  worker.run({ text: capturePipeline({ ...SPEC, tracks: [kind] }) });
  return { tags, delaysMs };
}

test('two processes, one clock: each frame has the time at which it was taken', async (t) => {
  const [video, audio] = [track(t, 'video'), track(t, 'audio')];
  await eventually('both', async () => video.tags.length > 60 && audio.tags.length > 120);
  for (const [kind, { delaysMs }] of Object.entries({ video, audio })) {
    const sorted = delaysMs.toSorted((one, other) => one - other);
    t.diagnostic(`${kind}: ${sorted[sorted.length >> 1]} ms from its time to the service`);
    assert.ok((sorted[0] ?? -1) >= 0 && (sorted.at(-1) ?? 1e9) < MOST_LATE_MS, `${kind}: ${sorted}`);
  }
  const steps = (tags: FlvTag[]) => {
    const frames = tags.filter(({ sequenceHeader }) => !sequenceHeader);
    return frames.slice(1).map((tag, index) => tag.timestampMs - (frames[index]?.timestampMs ?? 0));
  };
  assert.ok(
    steps(audio.tags).every((ms) => ms === 21 || ms === 22),
    `sound: ${steps(audio.tags)}`,
  );
  assert.ok(
    steps(video.tags).every((ms) => ms > 0),
    `pictures: ${steps(video.tags)}`,
  );
});

test('the tags make a file that plays, with every frame', async (t) => {
  const [video, audio] = [track(t, 'video'), track(t, 'audio')];
  await eventually('both', async () => video.tags.length > 60 && audio.tags.length > 120);
  // They go on while the file is looked at.
  const [pictureTags, soundTags] = [[...video.tags], [...audio.tags]];
  const pictures = pictureTags.filter(isPicture);
  assert.deepEqual([pictureTags[0]?.sequenceHeader, pictures[0]?.keyframe], [true, true]);
  assert.deepEqual(
    pictures.slice(0, 51).flatMap(({ keyframe }, index) => (keyframe ? [index] : [])),
    [0, 25, 50],
  );
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-track-'));
  t.after(() => rm(folder, { recursive: true }));
  const file = join(folder, 'both.flv');
  const facts = metadataTag({ width: 320, height: 180, videocodecid: 7, audiocodecid: 10, encoder: 'é' });
  const bytes = [facts, ...pictureTags, ...soundTags].map((tag) => tag.bytes);
  await writeFile(file, Buffer.concat([flvFileHeader({ audio: true, video: true }), ...bytes]));
  assert.deepEqual(await packetCounts(file), {
    video: pictures.length,
    audio: soundTags.filter(({ sequenceHeader }) => !sequenceHeader).length,
  });
  assert.equal(await decodingErrors(file), '');
});
