/** One life of the capture with real pipelines: what can be changed while it runs, and how it tells what ended it. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { FrameCounts } from '../../../device/media/analysis/frame-rate.ts';
import type { CaptureSpec } from '../../../device/media/capture/capture-pipeline.ts';
import { slate } from '../../../device/media/capture/programme/slate.ts';
import { isPicture } from '../../../device/media/flv/flv-tag.ts';
import { type HubTag, TagHub } from '../../../device/media/hub/tag-hub.ts';
import { type Clock, systemClock } from '../../../device/platform/clock.ts';
import { eventually } from '../../tools/eventually.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';
import { makeFlv } from '../../tools/samples/make-flv.ts';
import { captureInto } from '../../tools/streams/capture-into.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';

function attempt(
  t: TestContext,
  changes: Partial<CaptureSpec> = {},
  slateAtStart: ReturnType<typeof slate> | null = null,
  clock: Clock = systemClock,
) {
  const hub = new TagHub({ clock: systemClock });
  const tags: HubTag[] = [];
  const levels: { rmsDb: number }[] = [];
  const jpegs: Buffer[] = [];
  const counts: FrameCounts[] = [];
  const worker = mediaWorkers(t).spawn();
  const reader = hub.addReader({
    name: 'test',
    maxQueuedBytes: 1e9,
    maxQueuedMs: 1e9,
    onReadable: () => {
      for (let tag = reader.take(); tag; tag = reader.take()) tags.push(tag);
    },
  });
  const capture = captureInto(t, hub, {
    clock,
    worker,
    // Keyframes come when they are asked for, and by no count.
    spec: { encoder: { kind: 'x264', bitrateKbps: 1000, gopFrames: 10_000 }, ...changes },
    slate: slateAtStart,
    onLevels: (one) => levels.push(one),
    onPreview: (jpeg) => jpegs.push(jpeg),
    onFrames: (one) => counts.push(one),
  });
  const pictures = () => tags.filter(isPicture);
  const bytesOf = (some: HubTag[]) => some.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return { capture, worker, tags, levels, jpegs, counts, pictures, bytesOf };
}

test('it meters and previews before it encodes, and then changes gain, keyframe and slate without a break', async (t) => {
  const { capture, tags, levels, jpegs, pictures } = attempt(t, { encode: false });
  await eventually('levels', async () => levels.length > 0);
  assert.deepEqual(jpegs, [], 'no preview unless somebody looks');
  capture.programme.setPreview(true);
  await eventually('pictures for a page', async () => jpegs.length >= 3);
  assert.deepEqual(tags, [], 'nothing is encoded yet');

  capture.ensureEncoding();
  await eventually('the first pictures', async () => pictures().length >= 5);
  assert.ok(pictures()[0]?.keyframe);
  capture.programme.setPreview(false);

  assert.equal(pictures().filter(({ keyframe }) => keyframe).length, 1);
  capture.programme.requestKeyframe();
  await eventually('a second keyframe', async () => pictures().filter(({ keyframe }) => keyframe).length === 2);

  capture.programme.setGainDb(-20);
  await eventually('20 dB less', async () => Math.abs((levels.at(-1)?.rmsDb ?? 0) + 36.8) < 1);
  capture.programme.slate = slate('privacy', 'en');
  await eventually('silence', async () => levels.at(-1)?.rmsDb === -100);
  capture.programme.slate = slate('noCamera', 'fr');
  await eventually('sound under the slate of a missing camera', async () => (levels.at(-1)?.rmsDb ?? -100) > -40);
  capture.programme.slate = null;
  await capture.stop();
  assert.deepEqual(await capture.ended, { why: 'stopped' });
  const order = pictures().map(({ readerMs }) => readerMs);
  assert.ok(order.every((ms, index) => index === 0 || ms > (order[index - 1] ?? 0)));
});

test('a page that is opened late gets as many pictures as one that was there from the start, and no more', async (t) => {
  const { capture, jpegs, pictures } = attempt(t);
  await eventually('4 s of pictures that nobody watches', async () => pictures().length >= 60);
  capture.programme.setPreview(true);
  await eventually('the first for the page', async () => jpegs.length > 0);
  const [codedBefore, shownBefore] = [pictures().length, jpegs.length];
  await eventually('2 s more', async () => pictures().length >= codedBefore + 30);
  // 8 of 15.
  const share = (jpegs.length - shownBefore) / (pictures().length - codedBefore);
  assert.ok(share > 0.3 && share < 0.75, `${share} of the pictures`);
});

test('the bitrate is changed while it runs', async (t) => {
  // Many keyframes: there is something to save.
  const { capture, pictures, bytesOf } = attempt(t, { encoder: { kind: 'x264', bitrateKbps: 1000, gopFrames: 3 } });
  const some = async (count: number) => {
    const from = pictures().length;
    return eventually('more pictures', async () => pictures().length >= from + count && pictures().slice(from));
  };
  await some(15);
  const before = bytesOf(await some(30)) / 30;
  capture.programme.setBitrateKbps(40);
  await some(15);
  const after = bytesOf(await some(30)) / 30;
  assert.ok(after < before / 2, `${before} bytes a picture before, ${after} after`);
});

test('off the record from its first frame on, where that is wished', async (t) => {
  const { levels, pictures, bytesOf } = attempt(t, {}, slate('privacy', 'en'));
  await eventually('pictures', async () => pictures().length > 30);
  assert.ok(levels.length > 0 && levels.every(({ rmsDb }) => rmsDb === -100), JSON.stringify(levels.slice(0, 3)));
  // A still picture: what follows the first costs next to nothing, the moving ball would.
  assert.ok(bytesOf(pictures().slice(5)) / pictures().slice(5).length < 300);
});

test('voice only: no picture, and picture commands do no harm', async (t) => {
  const { capture, tags, levels } = attempt(t, { tracks: ['audio'], video: { kind: 'none' } });
  capture.programme.setPreview(true);
  capture.programme.slate = slate('privacy', 'en');
  await eventually('muted', async () => levels.at(-1)?.rmsDb === -100);
  await eventually('sound', async () => tags.filter(({ kind }) => kind === 'audio').length > 20);
  assert.ok(tags.every(({ kind }) => kind !== 'video'));
});

test('without camera and microphone there still are picture and sound: the slate in silence', async (t) => {
  const order: Partial<CaptureSpec> = { video: { kind: 'slate' }, audio: { kind: 'silence' } };
  const { tags, levels, pictures } = attempt(t, order, slate('noCamera', 'en'));
  await eventually('pictures', async () => pictures().length > 20);
  assert.ok(tags.filter(({ kind }) => kind === 'audio').length > 20);
  assert.ok(levels.every(({ rmsDb }) => rmsDb === -100));
});

test('whose fault it was is told by the element that failed', async (t) => {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-replay-'));
  t.after(() => rm(folder, { recursive: true }));
  const [rubbish, cut, voice] = ['rubbish.mp4', 'cut.flv', 'voice.flv'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  await writeFile(rubbish, Buffer.alloc(100_000, 'no media at all '));
  await writeFile(cut, Buffer.from('FLV\x01\x05\0\0\0\x09\0\0\0\0', 'latin1'));
  makeFlv(voice, { picture: false, seconds: 1 });
  const camera = {
    kind: 'camera',
    device: '/dev/video99',
    name: '',
    format: 'jpeg',
    width: 320,
    height: 180,
    framesPerSecond: 15,
  } as const;
  const replay = (file: string) => ({ kind: 'replay', file }) as const;

  const cases: [string, Partial<CaptureSpec>][] = [
    ['cameraFailed', { video: camera }],
    ['cameraFailed', { video: replay(rubbish) }],
    ['cameraFailed', { video: replay(cut) }],
    ['cameraFailed', { video: replay(rubbish), audio: replay(rubbish) }],
    ['microphoneFailed', { audio: { kind: 'alsa', device: 'plughw:CARD=None', name: '' } }],
    ['microphoneFailed', { audio: replay(rubbish) }],
    ['microphoneFailed', { audio: replay(cut) }],
    ['cameraFailed', { video: replay(voice) }],
  ];
  const ends = await Promise.all(cases.map(([, changes]) => attempt(t, changes).capture.ended));
  for (const [index, [why, changes]] of cases.entries()) {
    assert.equal(ends[index]?.why, why, `${JSON.stringify(changes)}: ${JSON.stringify(ends[index])}`);
  }
});

test('pictures are counted as they come from the camera and as they are coded', async (t) => {
  const { capture, worker, counts } = attempt(t, { encode: false });
  await eventually('counts of a preview', async () => counts.length >= 3);
  assert.deepEqual([counts[1]?.coded, counts[1]?.lost], [null, 0], 'nothing is to be encoded');
  capture.ensureEncoding();
  await eventually('coded pictures', async () => (counts.at(-1)?.coded ?? 0) > 10);
  worker.set('encodeVideo', 'drop', true);
  const stopped = await eventually(
    'no more',
    async () => counts.length > 5 && counts.at(-1)?.coded === counts.at(-2)?.coded && counts.at(-1),
  );
  assert.ok(stopped && stopped.delivered > (counts.at(-2)?.delivered ?? 0), 'the camera goes on');
});

test('an encoder that gives nothing more while the camera does is what failed', async (t) => {
  const { capture, worker, pictures } = attempt(t);
  await eventually('pictures', async () => pictures().length > 10);
  // As if it hung: nothing comes out.
  worker.set('encodeVideo', 'drop', true);
  const end = await capture.ended;
  assert.equal(end.why, 'encoderFailed');
});

test('a processor that is late with the slate is no camera that fails: a longer wait, and another word', async (t) => {
  const cases: [Partial<CaptureSpec>, number, string][] = [
    [{ tracks: ['video'], video: { kind: 'slate' } }, 29, 'crashed'],
    [{ tracks: ['audio'], audio: { kind: 'silence' } }, 29, 'crashed'],
    [{ tracks: ['audio'], audio: { kind: 'alsa', device: 'plughw:CARD=None', name: '' } }, 7, 'microphoneFailed'],
  ];
  for (const [changes, patientSeconds, why] of cases) {
    const clock = new FakeClock();
    const { capture } = attempt(t, changes, null, clock);
    process.kill(capture.pid ?? 0, 'SIGSTOP');
    let isOver = false;
    void capture.ended.then(() => {
      isOver = true;
    });
    await clock.pass(patientSeconds * 1000, 500);
    assert.ok(!isOver, `${why} after ${patientSeconds} s`);
    clock.advance(3000);
    assert.deepEqual(await capture.ended, { why, tech: 'no frame came' });
  }
});
