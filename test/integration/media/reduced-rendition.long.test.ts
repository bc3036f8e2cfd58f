/** The second coding beside the first, in a real worker: opened while it runs, shaped while it runs, and of no effect on the first. */
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { type TestContext } from 'node:test';
import type { ReducedEncoder, ReducedPicture } from '../../../device/media/capture/programme/reduced-picture.ts';
import { type FlvTag, isPicture, payloadOf } from '../../../device/media/flv/flv-tag.ts';
import { type HubTag, type Renditions, TagHub } from '../../../device/media/hub/tag-hub.ts';
import type { VideoSource } from '../../../device/media/source/source.ts';
import { systemClock } from '../../../device/platform/clock.ts';
import { eventually } from '../../tools/eventually.ts';
import { makeNoise } from '../../tools/samples/make-noise.ts';
import { captureInto } from '../../tools/streams/capture-into.ts';
import { mediaWorkers } from '../../tools/streams/media-workers.ts';

const NONE = { picture: null, sound: false };
const REDUCED: Renditions = { video: 'reduced', audio: 'reduced' };
const FULL: Renditions = { video: 'full', audio: 'full' };
const SMALL: ReducedPicture = { width: 160, height: 90, framesPerSecond: 5, bitrateKbps: 50 };
const KEYFRAME_MS = 1000;
const GRAIN = { width: 640, height: 360, framesPerSecond: 15 };

const isSound = ({ kind, sequenceHeader }: FlvTag) => kind === 'audio' && !sequenceHeader;

function capturing(t: TestContext, reduced: ReducedEncoder = 'x264', video: VideoSource = { kind: 'test' }) {
  const hub = new TagHub({ clock: systemClock });
  const reader = () => {
    const tags: HubTag[] = [];
    const hubReader = hub.addReader({
      name: 'test',
      maxQueuedBytes: 1e9,
      maxQueuedMs: 1e9,
      onReadable: () => {
        for (let tag = hubReader.take(); tag; tag = hubReader.take()) tags.push(tag);
      },
    });
    return {
      tags,
      select: (renditions: Renditions) => hubReader.select(renditions),
      drop: () => hubReader.dropPictures(),
    };
  };
  const capture = captureInto(t, hub, {
    worker: mediaWorkers(t).spawn(),
    spec: {
      video,
      ...(video.kind === 'test' ? {} : { picture: GRAIN }),
      reduced,
      keyframeSeconds: KEYFRAME_MS / 1000,
    },
  });
  return { capture, reader };
}

function assertSteps(tags: HubTag[]): void {
  const times = tags.filter(isSound).map(({ readerMs }) => readerMs);
  // The first may have begun before the picture with which the reader begins.
  const steps = times.slice(2).map((ms, index) => ms - (times[index + 1] ?? ms));
  assert.ok(
    steps.every((step) => step === 21 || step === 22),
    `steps of sound: ${steps}`,
  );
}

/** Width in macroblocks, as the configuration says in its SPS, differs between the two sizes: told apart by the record. */
const configOf = (tag: FlvTag | undefined) => (tag ? payloadOf(tag).toString('hex') : '');

for (const encoder of ['x264', 'openh264'] as const) {
  test(`${encoder}: a reader goes down and up again, the other one sees nothing of it`, async (t) => {
    const { capture, reader } = capturing(t, encoder);
    const [thin, whole] = [reader(), reader()];
    const more = (what: string, count: number, fits: (tag: HubTag) => boolean) => {
      const from = thin.tags.length;
      return eventually(what, async () => thin.tags.slice(from).filter(fits).length >= count);
    };
    await more('the full picture', 20, isPicture);

    capture.programme.reduced?.apply({ picture: SMALL, sound: true });
    thin.select(REDUCED);
    thin.drop();
    const downFrom = thin.tags.length;
    await more('the reduced picture', 18, isPicture);
    await more('the reduced sound', 50, isSound);
    const down = thin.tags.slice(downFrom);
    const firstHeader = down.findIndex(({ kind, sequenceHeader }) => kind === 'video' && sequenceHeader);
    const firstPicture = down.findIndex(isPicture);
    assert.ok(firstHeader >= 0 && firstHeader < firstPicture, 'its header before its first picture');
    assert.ok(down[firstPicture]?.keyframe);
    const pictures = down.filter(isPicture);
    const keys = pictures.filter(({ keyframe }) => keyframe).map(({ readerMs }) => readerMs);
    for (const [index, ms] of keys.slice(1).entries())
      assert.ok(Math.abs(ms - (keys[index] ?? 0) - KEYFRAME_MS) <= 400, `keyframes at ${keys}`);
    const late = down.filter(isSound).slice(-30);
    const average = late.reduce((sum, { bytes }) => sum + bytes.length, 0) / late.length;
    assert.ok(average < 200, `${average} bytes in a frame of sound of 48 kb/s`);

    // Another size: a new header, a keyframe, and on it goes.
    capture.programme.reduced?.apply({ picture: { ...SMALL, width: 320, height: 180, bitrateKbps: 200 }, sound: true });
    const sizes = () =>
      new Set(thin.tags.filter(({ kind, sequenceHeader }) => kind === 'video' && sequenceHeader).map(configOf)).size;
    await eventually('another size', async () => sizes() === 3);

    const upFrom = thin.tags.length;
    thin.select(FULL);
    await eventually('the full header again', async () => {
      const header = thin.tags.slice(upFrom).find(({ kind, sequenceHeader }) => kind === 'video' && sequenceHeader);
      return header && configOf(header) === configOf(thin.tags.find((tag) => tag.kind === 'video'));
    });
    await more('the full picture', 10, isPicture);
    capture.programme.reduced?.apply(NONE);
    await more('and on', 20, isPicture);

    assertSteps(thin.tags);
    let needsKey = true;
    for (const tag of thin.tags) {
      if (tag.kind === 'video' && tag.sequenceHeader) needsKey = true;
      if (!isPicture(tag)) continue;
      assert.ok(tag.keyframe || !needsKey, 'no picture before the keyframe it is coded against');
      needsKey = false;
    }

    assertSteps(whole.tags);
    assert.equal(whole.tags.filter(({ kind, sequenceHeader }) => kind === 'video' && sequenceHeader).length, 1);
    const fullKeys = whole.tags.filter(isPicture).flatMap(({ keyframe }, index) => (keyframe ? [index] : []));
    assert.ok(
      fullKeys.slice(1).every((at, index) => at - (fullKeys[index] ?? 0) <= 30),
      'the full encoder keeps its keyframes',
    );

    // Opened once more: it begins with a keyframe and the header that it gave before.
    const again = reader();
    capture.programme.reduced?.apply({ picture: { ...SMALL, width: 320, height: 180, bitrateKbps: 200 }, sound: true });
    again.select(REDUCED);
    await eventually('once more', async () => {
      const headers = again.tags.filter(({ kind, sequenceHeader }) => kind === 'video' && sequenceHeader);
      return headers.length === 2;
    });
    await capture.stop();
    assert.deepEqual(await capture.ended, { why: 'stopped' });
  });
}

for (const encoder of ['x264', 'openh264'] as const) {
  test(`${encoder}: pictures of noise take no more than the link was asked for`, { timeout: 120_000 }, async (t) => {
    const folder = await mkdtemp(join(tmpdir(), 'pupitre-noise-'));
    t.after(() => rm(folder, { recursive: true, force: true }));
    const file = join(folder, 'noise.mp4');
    makeNoise(file);
    const { capture, reader } = capturing(t, encoder, { kind: 'replay', file });
    const thin = reader();
    await eventually('the full picture', async () => thin.tags.filter(isPicture).length > 5);
    thin.select(REDUCED);
    capture.programme.reduced?.apply({ picture: { ...GRAIN, bitrateKbps: 250 }, sound: true });
    const sinceMs = thin.tags.at(-1)?.readerMs ?? 0;
    const newest = () => thin.tags.at(-1)?.readerMs ?? 0;
    await eventually('14 s of it', async () => newest() > sinceMs + 14_000, 60);
    const kbps = (fromMs: number, toMs: number) =>
      thin.tags
        .filter((tag) => isPicture(tag) && tag.readerMs >= sinceMs + fromMs && tag.readerMs < sinceMs + toMs)
        .reduce((bits, { bytes }) => bits + bytes.length * 8, 0) /
      (toMs - fromMs);
    const each = Array.from({ length: 14 }, (_, second) => Math.round(kbps(second * 1000, (second + 1) * 1000)));
    t.diagnostic(`${encoder}: ${each.join(' ')} kb/s of 250`);
    assert.ok(thin.tags.filter((tag) => isPicture(tag) && tag.readerMs > sinceMs + 4000).length >= 10, 'it moves');
    // Larger pictures are tried in between.
    assert.ok(kbps(4000, 14_000) < 250 * 1.2, `${each}`);
  });
}
