import assert from 'node:assert/strict';
import test from 'node:test';
import { metadataOf } from '../../../../device/media/flv/metadata-tag.ts';
import {
  type HubReader,
  type HubTag,
  type Loss,
  type ReaderOptions,
  TagHub,
} from '../../../../device/media/hub/tag-hub.ts';
import * as flv from '../../../tools/samples/flv-samples.ts';
import { flvSource } from '../../../tools/samples/flv-source.ts';
import { ManualClock } from './manual-clock.ts';

const ROOMY = { maxQueuedBytes: 1e9, maxQueuedMs: 1e9 };
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

function started() {
  const clock = new ManualClock();
  const losses: Loss[] = [];
  const hub = new TagHub({ clock, onLoss: (loss) => losses.push(loss) });
  let calls = 0;
  const join = (options: Partial<ReaderOptions> = {}) =>
    hub.addReader({
      name: 'reader',
      ...ROOMY,
      onReadable: () => {
        calls += 1;
      },
      ...options,
    });
  return { clock, losses, hub, join, calls: () => calls };
}

function drained(reader: HubReader): HubTag[] {
  const tags: HubTag[] = [];
  for (let tag = reader.take(); tag; tag = reader.take()) tags.push(tag);
  return tags;
}

/** `kind@readerMs`, with what makes it special: M metadata, H header, K keyframe. */
const told = (tags: HubTag[]) =>
  tags.map((tag) => {
    const mark = tag.sequenceHeader ? 'H' : tag.keyframe ? 'K' : '';
    return tag.kind === 'script' ? `M@${tag.readerMs}` : `${tag.kind[0]}${mark}@${tag.readerMs}`;
  });

const START = [flv.metadata(0), flv.videoHeader(0), flv.soundHeader(4)];

test('a reader there from the start gets metadata once, each header before its first frame, then all', () => {
  const { hub, join } = started();
  const reader = join();
  const source = flvSource(hub);
  source.push(
    Buffer.concat([...START, flv.keyframe(100), flv.sound(90), flv.metadata(100, 'again'), flv.interFrame(133)]),
  );
  source.push(Buffer.concat([flv.sound(113), flv.metadata(133, 'and again')]));
  assert.deepEqual(told(drained(reader)), ['M@0', 'vH@0', 'vK@0', 'aH@0', 'a@0', 'v@33', 'a@13']);
  assert.equal(reader.take(), null);
});

test('a late joiner gets metadata, headers and the GOP at once, then goes on live', () => {
  const { hub, join } = started();
  const source = flvSource(hub);
  assert.deepEqual([hub.metadata, hub.videoConfig, hub.audioConfig], [null, null, null]);
  source.push(Buffer.concat([...START, flv.keyframe(0), flv.interFrame(33), flv.sound(40), flv.keyframe(2000)]));
  source.push(Buffer.concat([flv.sound(2010), flv.interFrame(2033), flv.metadata(2033, 'newest')]));
  const reader = join();
  assert.equal(reader.queuedMs, 33);
  const first = drained(reader);
  assert.deepEqual(told(first), ['M@0', 'vH@0', 'aH@0', 'vK@0', 'a@10', 'v@33']);
  assert.deepEqual(first[0]?.bytes, flv.metadata(2033, 'newest'));
  assert.deepEqual(hub.metadata?.bytes, first[0]?.bytes);
  assert.deepEqual(hub.videoConfig?.bytes, first[1]?.bytes);
  assert.deepEqual(hub.audioConfig?.bytes, first[2]?.bytes);
  source.push(Buffer.concat([flv.interFrame(2066), flv.metadata(2066)]));
  assert.deepEqual(told(drained(reader)), ['v@66']);
});

test('a voice-only stream works, for those there and for late joiners', () => {
  const { hub, join } = started();
  const early = join();
  const source = flvSource(hub);
  source.push(Buffer.concat([flv.metadata(0), flv.soundHeader(0)]));
  for (let ms = 0; ms < 5000; ms += 20) source.push(flv.sound(ms));
  const late = join();
  assert.deepEqual(told(drained(early)).slice(0, 4), ['M@0', 'aH@0', 'a@0', 'a@20']);
  const got = told(drained(late));
  assert.deepEqual(got.slice(0, 4), ['M@0', 'aH@0', 'a@0', 'a@20']);
  assert.equal(got.length, 2 + 51);
  source.push(flv.sound(5000));
  assert.deepEqual(told(drained(late)), ['a@1020']);
  assert.deepEqual(told(drained(early)).at(-1), 'a@5000');
});

test('before the first keyframe there are headers and sound, and no picture that cannot be decoded', () => {
  const { hub, join } = started();
  const source = flvSource(hub);
  source.push(Buffer.concat([...START, flv.interFrame(0), flv.sound(10), flv.interFrame(33), flv.sound(33)]));
  const reader = join();
  assert.deepEqual(told(drained(reader)), ['M@0', 'vH@0', 'aH@0', 'a@0', 'a@23']);
  source.push(Buffer.concat([flv.interFrame(66), flv.keyframe(100), flv.interFrame(133)]));
  assert.deepEqual(told(drained(reader)), ['vK@90', 'v@123']);
});

test('a changed header comes right before its keyframe and stops the old pictures; the same one again does nothing', () => {
  const { hub, join } = started();
  const reader = join();
  const source = flvSource(hub);
  source.push(Buffer.concat([...START, flv.keyframe(0), flv.sound(0)]));
  drained(reader);
  source.push(Buffer.concat([flv.videoHeader(33), flv.soundHeader(33), flv.interFrame(33)]));
  assert.deepEqual(told(drained(reader)), ['v@33']);

  source.push(Buffer.concat([flv.videoHeader(66, 2), flv.interFrame(66), flv.sound(70)]));
  // One who joins between the new header and its keyframe is not given the old pictures.
  const late = join();
  assert.deepEqual(told(drained(late)), ['M@0', 'vH@0', 'aH@0', 'a@0']);
  source.push(Buffer.concat([flv.keyframe(100), flv.soundHeader(100, 0x88), flv.sound(110)]));
  const got = drained(reader);
  assert.deepEqual(told(got), ['a@70', 'vH@100', 'vK@100', 'aH@110', 'a@110']);
  assert.deepEqual(got[1]?.bytes, flv.videoHeader(66, 2));
  assert.deepEqual(got[3]?.bytes, flv.soundHeader(100, 0x88));
  assert.deepEqual(told(drained(late)), ['vK@30', 'aH@40', 'a@40']);
});

test('a header whose keyframe was dropped still comes before the next one', () => {
  const { hub, join } = started();
  const slow = join({ maxQueuedBytes: 400 });
  const source = flvSource(hub);
  source.push(Buffer.concat([...START, flv.keyframe(0)]));
  drained(slow);
  source.push(
    Buffer.concat([flv.videoHeader(33, 2), flv.keyframe(33), flv.interFrame(66, { size: 390 }), flv.sound(70)]),
  );
  source.push(flv.interFrame(99));
  source.push(flv.keyframe(133));
  const got = drained(slow);
  assert.deepEqual(told(got), ['aH@70', 'a@70', 'vH@133', 'vK@133']);
  assert.deepEqual(got[2]?.bytes, flv.videoHeader(33, 2));
  assert.equal(slow.lostVideoFrames, 3);
  assert.equal(slow.lostAudioFrames, 0);
});

test('end-of-sequence marks, foreign scripts and foreign codecs do not go out', () => {
  const { hub, join } = started();
  const reader = join();
  flvSource(hub).push(
    Buffer.concat([
      flv.tag('script', 0, Buffer.from('\x02\x00\x0aonTextData', 'latin1')),
      ...START.slice(1),
      flv.keyframe(0),
      flv.endOfSequence(33),
      flv.tag('video', 40, Buffer.from([0x12, 1, 2, 3])),
      flv.interFrame(66),
    ]),
  );
  assert.deepEqual(told(drained(reader)), ['vH@0', 'vK@0', 'v@66']);
  assert.equal(hub.metadata, null);
});

test('a new source closes the former, goes on in time and waits for its own keyframe', () => {
  const { clock, hub, join } = started();
  const reader = join();
  const first = flvSource(hub);
  first.push(Buffer.concat([...START, flv.keyframe(0), flv.sound(10), flv.interFrame(33)]));
  clock.advance(3000);
  const second = flvSource(hub);
  first.push(flv.interFrame(66));
  drained(reader);
  // Nothing live to show: a joiner gets the headers alone.
  const late = join();
  assert.deepEqual(told(drained(late)), ['M@0', 'vH@0', 'aH@0']);
  second.push(Buffer.concat([...START, flv.interFrame(0), flv.sound(0), flv.keyframe(20), flv.sound(23)]));
  assert.deepEqual(told(drained(reader)), ['a@3000', 'vK@3020', 'a@3023']);
  assert.deepEqual(told(drained(late)), ['a@0', 'vK@20', 'a@23']);
  second.close();
  second.close();
  second.push(flv.interFrame(53));
  assert.equal(reader.take(), null);
});

test('half a tag of a source that died does not reach the next one', () => {
  const { hub, join } = started();
  const reader = join();
  const first = flvSource(hub);
  first.push(Buffer.concat([...START, flv.keyframe(0), flv.interFrame(33).subarray(0, 20)]));
  flvSource(hub).push(Buffer.concat([flv.sound(0), flv.keyframe(10)]));
  assert.deepEqual(told(drained(reader)), ['M@0', 'vH@0', 'vK@0', 'aH@1', 'a@1', 'vK@11']);
});

test('after damage in the stream pictures wait for a keyframe, sound goes on', () => {
  const { hub, join } = started();
  const reader = join();
  const source = flvSource(hub);
  source.push(Buffer.concat([...START, flv.keyframe(0)]));
  source.push(Buffer.concat([Buffer.alloc(40), flv.interFrame(33), flv.sound(40)]));
  source.push(Buffer.concat([flv.interFrame(66), flv.keyframe(100)]));
  assert.deepEqual(told(drained(reader)), ['M@0', 'vH@0', 'vK@0', 'aH@40', 'a@40', 'vK@100']);
});

test('a reader that begins afresh has nothing of the GOP that is under way, and counts that as no loss', () => {
  const { hub, join, losses } = started();
  const source = flvSource(hub);
  source.push(Buffer.concat([...START, flv.keyframe(100), flv.sound(100), flv.interFrame(133)]));
  const reader = join({ fromNextKeyframe: true });
  source.push(Buffer.concat([flv.sound(150), flv.interFrame(166), flv.keyframe(200), flv.interFrame(233)]));
  assert.deepEqual(told(drained(reader)), ['M@0', 'vH@0', 'aH@0', 'a@0', 'vK@50', 'v@83']);
  assert.deepEqual(losses, []);
  assert.equal(reader.lostVideoFrames, 0);
});

test('onReadable is called once per batch that ends an empty spell, and never inside addReader', async () => {
  const { hub, join, calls } = started();
  const source = flvSource(hub);
  const reader = join();
  await tick();
  assert.equal(calls(), 0);
  source.push(Buffer.concat([...START, flv.keyframe(0), flv.sound(5), flv.interFrame(33)]));
  assert.equal(calls(), 1);
  source.push(flv.interFrame(66));
  reader.take();
  source.push(flv.interFrame(99));
  assert.equal(calls(), 1);
  drained(reader);
  source.push(flv.metadata(99));
  assert.equal(calls(), 1);
  source.push(flv.interFrame(133));
  assert.equal(calls(), 2);

  const late = join();
  assert.equal(calls(), 2);
  await tick();
  assert.equal(calls(), 3);
  drained(late);
  const quick = join();
  drained(quick);
  await tick();
  assert.equal(calls(), 3);
});

test('a reader may close itself, close another or add one from inside its call', async () => {
  const { hub, join } = started();
  const source = flvSource(hub);
  const got: string[] = [];
  let added: HubReader | undefined;
  const first: HubReader = join({
    onReadable: () => {
      got.push(...told(drained(first)));
      first.close();
      second.close();
      added = join();
    },
  });
  const second = join({ onReadable: () => assert.fail('closed before its turn') });
  source.push(Buffer.concat([...START, flv.keyframe(0)]));
  source.push(flv.interFrame(33));
  await tick();
  assert.deepEqual(got, ['M@0', 'vH@0', 'vK@0']);
  assert.equal(second.take(), null);
  assert.deepEqual(told(drained(added as HubReader)), ['M@0', 'vH@0', 'aH@0', 'vK@0', 'v@33']);
});

test('losses are counted and reported once a second under the name of the reader, the rest at the end', () => {
  const { clock, hub, join, losses } = started();
  const source = flvSource(hub);
  const slow = join({ name: 'slow', maxQueuedBytes: 150 });
  const fast = join({ name: 'fast' });
  source.push(Buffer.concat([...START, flv.keyframe(0)]));
  for (let ms = 33; ms < 330; ms += 33) source.push(flv.interFrame(ms));
  assert.deepEqual(losses, []);
  clock.advance(1000);
  assert.deepEqual(losses, [{ reader: 'slow', videoFrames: slow.lostVideoFrames, audioFrames: 0 }]);
  assert.equal(slow.lostVideoFrames, 10);
  clock.advance(5000);
  assert.equal(losses.length, 1);
  for (let ms = 330; ms < 660; ms += 33) source.push(flv.interFrame(ms));
  slow.close();
  slow.close();
  clock.advance(5000);
  assert.deepEqual(losses.slice(1), [{ reader: 'slow', videoFrames: 10, audioFrames: 0 }]);
  assert.equal(fast.lostVideoFrames, 0);
  assert.equal(drained(fast).length, 3 + 19);
});

test('small tags do not keep the chunk alive that they came in; pictures are views of it', () => {
  const { hub, join } = started();
  const reader = join();
  const chunk = Buffer.concat([...START, flv.keyframe(0, { size: 60_000 }), flv.sound(10)]);
  flvSource(hub).push(chunk);
  for (const tag of drained(reader)) assert.equal(tag.bytes.buffer === chunk.buffer, tag.keyframe);
});

test('a joiner behind a GOP without end waits for the next keyframe, with sound', () => {
  const { hub, join } = started();
  const source = flvSource(hub);
  source.push(Buffer.concat([...START, flv.keyframe(0)]));
  for (let ms = 20; ms <= 13_000; ms += 20) source.push(Buffer.concat([flv.interFrame(ms), flv.sound(ms)]));
  const reader = join();
  source.push(flv.interFrame(13_020));
  const got = drained(reader);
  assert.deepEqual(told(got).slice(0, 4), ['M@0', 'vH@0', 'aH@0', 'a@0']);
  assert.equal(got.length, 3 + 51);
  source.push(flv.keyframe(13_040));
  assert.deepEqual(told(drained(reader)), ['vK@1040']);
});

test('picture and sound of a source each: one is replaced, the other goes on in its own time', () => {
  const { clock, hub, join } = started();
  const reader = join();
  const video = flvSource(hub, 'video');
  const audio = flvSource(hub, 'audio');
  video.push(Buffer.concat([flv.videoHeader(0), flv.keyframe(70_000)]));
  audio.push(Buffer.concat([flv.soundHeader(0), flv.sound(70_010)]));
  drained(reader);
  video.close();
  clock.advance(900);
  audio.push(Buffer.concat([flv.sound(70_031), flv.sound(70_900)]));
  const other = flvSource(hub, 'video');
  clock.advance(400);
  video.push(flv.interFrame(71_000));
  other.push(Buffer.concat([flv.videoHeader(0, 2), flv.interFrame(70_990), flv.keyframe(71_000)]));
  audio.push(flv.sound(71_005));
  assert.deepEqual(told(drained(reader)), ['a@31', 'a@900', 'vH@1000', 'vK@1000', 'a@1005']);
});

test('sound of a stream that begins waits for the picture, so that both begin together', () => {
  const { hub, join } = started();
  const reader = join();
  hub.begin({ encoder: 'test' }, { hasPicture: true });
  const video = flvSource(hub, 'video');
  const audio = flvSource(hub, 'audio');
  audio.push(Buffer.concat([flv.soundHeader(0), flv.sound(1000), flv.sound(1250)]));
  assert.deepEqual(told(drained(reader)), []);
  audio.push(Buffer.concat([flv.sound(1295), flv.sound(1310)]));
  video.push(Buffer.concat([flv.videoHeader(0), flv.interFrame(1290), flv.keyframe(1300)]));
  assert.deepEqual(told(drained(reader)), ['M@0', 'vH@0', 'vK@0', 'aH@0', 'a@0', 'a@10']);
  audio.push(flv.sound(1331));
  assert.deepEqual(told(drained(reader)), ['a@31']);
});

test('a voice does not wait for ever for a picture, nor at all where none is to come', () => {
  const { hub, join } = started();
  const reader = join();
  hub.begin({}, { hasPicture: true });
  const audio = flvSource(hub, 'audio');
  audio.push(flv.soundHeader(0));
  for (let ms = 0; ms <= 2000; ms += 20) audio.push(flv.sound(ms));
  assert.deepEqual(told(drained(reader)), []);
  audio.push(flv.sound(2020));
  assert.equal(drained(reader).filter(({ kind, sequenceHeader }) => kind === 'audio' && !sequenceHeader).length, 102);
});

test('a voice that is to come alone waits for no picture', () => {
  const { hub, join } = started();
  const reader = join();
  hub.begin({}, { hasPicture: false });
  const audio = flvSource(hub, 'audio');
  audio.push(Buffer.concat([flv.soundHeader(0), flv.sound(2041)]));
  assert.deepEqual(told(drained(reader)), ['M@0', 'aH@0', 'a@0']);
});

for (const [what, kinds] of [
  ['a picture and a voice', ['video', 'audio']],
  ['a voice alone', ['audio']],
] as const) {
  test(`nothing of a stream with ${what} greets who joins the next one`, () => {
    const { hub, join } = started();
    hub.begin({ width: 1280, title: 'the first' }, { hasPicture: kinds.length === 2 });
    const sources = kinds.map((kind) => flvSource(hub, kind));
    for (const source of sources)
      source.push(Buffer.concat([flv.videoHeader(0), flv.keyframe(0), flv.soundHeader(0), flv.sound(10)]));
    sources.at(-1)?.push(flv.sound(31));
    for (const source of sources) source.close();
    hub.begin({ title: 'the second' }, { hasPicture: false });
    assert.deepEqual([hub.videoConfig, hub.audioConfig], [null, null]);
    const early = join();
    assert.deepEqual(told(drained(early)), ['M@0']);
    assert.deepEqual(metadataOf(hub.metadata as HubTag), { title: 'the second' });
    const voice = flvSource(hub, 'audio');
    voice.push(Buffer.concat([flv.soundHeader(0), flv.sound(1000), flv.sound(1021)]));
    assert.deepEqual(told(drained(early)), ['aH@0', 'a@0', 'a@21']);
    assert.deepEqual(told(drained(join())), ['M@0', 'aH@0', 'a@0', 'a@21']);
  });
}

test('a source of the stream before has nothing to say in the next one', () => {
  const { hub, join } = started();
  hub.begin({}, { hasPicture: true });
  const before = flvSource(hub);
  before.push(Buffer.concat([flv.videoHeader(0), flv.keyframe(0), flv.soundHeader(0), flv.sound(10)]));
  hub.begin({}, { hasPicture: false });
  before.push(Buffer.concat([flv.interFrame(33), flv.videoHeader(0), flv.keyframe(66), flv.sound(40)]));
  assert.deepEqual(told(drained(join())), ['M@0']);
});

test('a description that changes in mid-stream is what the next reader gets', () => {
  const { hub, join } = started();
  hub.begin({ width: 1280 }, { hasPicture: true });
  hub.describe({ width: 640 });
  assert.deepEqual(metadataOf(drained(join())[0] as HubTag), { width: 640 });
});
