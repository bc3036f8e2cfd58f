import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { MediaKind } from '../../../../device/media/flv/flv-tag.ts';
import type { HubFrame, Rendition } from '../../../../device/media/hub/hub-frame.ts';
import { RenditionChoice } from '../../../../device/media/hub/rendition-choice.ts';

const REDUCED = { video: 'reduced', audio: 'reduced' } as const;
const FULL = { video: 'full', audio: 'full' } as const;
/** As whole milliseconds; the renditions may be a millisecond apart. */
const soundMs = (index: number) => Math.floor(index * 21.333);

let order = 0;
const frame = (kind: MediaKind, rendition: Rendition, hubMs: number, keyframe = false): HubFrame => ({
  kind,
  rendition,
  hubMs,
  keyframe,
  timestampMs: hubMs,
  sequenceHeader: false,
  bytes: Buffer.alloc(1),
  sequence: order++,
  config: null,
});
const picture = (rendition: Rendition, hubMs: number, keyframe = false) => frame('video', rendition, hubMs, keyframe);
const names = (frames: HubFrame[]) => frames.map(({ rendition, hubMs }) => `${rendition} ${hubMs}`);

test('pictures of the other rendition begin at its keyframe, and the old ones go on until then', () => {
  const choice = new RenditionChoice();
  choice.select(REDUCED);
  assert.deepEqual(names(choice.admit(picture('full', 33))), ['full 33']);
  assert.deepEqual(names(choice.admit(picture('reduced', 40))), []);
  assert.equal(choice.current.video, 'full');
  assert.deepEqual(names(choice.admit(picture('reduced', 106, true))), ['reduced 106']);
  assert.deepEqual(names(choice.admit(picture('full', 133))), []);
  assert.deepEqual(names(choice.admit(picture('reduced', 173))), ['reduced 173']);
});

test('pictures that are cut end at once', () => {
  const choice = new RenditionChoice();
  choice.select(REDUCED);
  choice.cutPictures();
  assert.deepEqual(names(choice.admit(picture('full', 33, true))), []);
  assert.equal(choice.current.video, 'reduced');
});

test('a reader may begin with the reduced rendition', () => {
  const choice = new RenditionChoice(REDUCED);
  assert.deepEqual(choice.admit(frame('audio', 'full', 21)), []);
  assert.equal(choice.admit(frame('audio', 'reduced', 21)).length, 1);
});

test('whichever rendition of the sound is ahead, the change leaves no frame out and gives none twice', () => {
  const change = fc.record({
    at: fc.integer({ min: 3, max: 60 }),
    /** How many frames later than the full one the reduced one comes through its pipe; negative: earlier. */
    lag: fc.integer({ min: -6, max: 6 }),
    /** How long the reduced one is wanted, be it too short for a change. */
    back: fc.integer({ min: 1, max: 40 }),
    off: fc.integer({ min: -1, max: 1 }),
  });
  fc.assert(
    fc.property(change, ({ at, lag, back, off }) => {
      const choice = new RenditionChoice();
      const got: HubFrame[] = [];
      for (let now = 0; now < at + back + 60; now++) {
        if (now === at) choice.select(REDUCED);
        if (now === at + back) choice.select(FULL);
        if (now >= 6) got.push(...choice.admit(frame('audio', 'full', soundMs(now))));
        // It is opened when it is selected, and shut only after the reader has left it.
        if (now >= at && now - lag >= 6) got.push(...choice.admit(frame('audio', 'reduced', soundMs(now - lag) + off)));
      }
      const steps = got.slice(1).map(({ hubMs }, index) => hubMs - (got[index]?.hubMs ?? 0));
      assert.ok(
        steps.every((step) => step >= 20 && step <= 23),
        `steps ${steps.filter((step) => step < 20 || step > 23)}`,
      );
      if (back > 20) assert.ok(got.some(({ rendition }) => rendition === 'reduced'));
      assert.equal(got.at(-1)?.rendition, 'full');
    }),
  );
});

test('a reduced sound that shows itself once and dies does not take the voice with it', () => {
  const choice = new RenditionChoice();
  const got: HubFrame[] = [];
  for (let now = 0; now < 100; now++) {
    if (now === 20) choice.select(REDUCED);
    got.push(...choice.admit(frame('audio', 'full', soundMs(now))));
    if (now === 21) got.push(...choice.admit(frame('audio', 'reduced', soundMs(20))));
  }
  assert.deepEqual(
    got.map(({ hubMs }) => hubMs),
    Array.from({ length: 100 }, (_, index) => soundMs(index)),
  );
});
