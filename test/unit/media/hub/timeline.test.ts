import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Timeline } from '../../../../device/media/hub/timeline.ts';
import { ManualClock } from './manual-clock.ts';

function started() {
  const clock = new ManualClock();
  return { clock, timeline: new Timeline(clock) };
}

test('the first frame is 0 and the source sets the pace, not the clock', () => {
  const { clock, timeline } = started();
  assert.equal(timeline.place('audio', 40), 0);
  clock.advance(5000);
  assert.equal(timeline.place('video', 73), 33);
  assert.equal(timeline.place('audio', 63), 23);
});

test('another source lands at the distance of the clock, with its own A/V distance', () => {
  const { clock, timeline } = started();
  timeline.place('video', 0);
  timeline.place('audio', 10);
  clock.advance(4000.4);
  timeline.restart('audio');
  timeline.restart('video');
  assert.equal(timeline.place('audio', 7), 4000);
  assert.equal(timeline.place('video', 30), 4023);
});

test('another source never lands before what was sent, even when the clock says so', () => {
  const { clock, timeline } = started();
  timeline.place('video', 0);
  timeline.place('audio', 6000);
  clock.advance(100);
  timeline.restart('audio');
  timeline.restart('video');
  assert.equal(timeline.place('audio', 25), 6001);
  // The picture started 25 ms earlier: both move on by as much, and keep one offset from here.
  assert.equal(timeline.place('video', 0), 6001);
  assert.equal(timeline.place('audio', 48), 6049);
  assert.equal(timeline.place('video', 33), 6034);
});

test('the wrap after 2^32 ms is a small step like any other, for both kinds', () => {
  const { timeline } = started();
  assert.equal(timeline.place('video', 2 ** 32 - 20), 0);
  assert.equal(timeline.place('audio', 2 ** 32 - 10), 10);
  assert.equal(timeline.place('video', 13), 33);
  assert.equal(timeline.place('audio', 2 ** 32 - 1), 19);
  assert.equal(timeline.place('audio', 12), 32);
  assert.equal(timeline.place('video', 46), 66);
});

test('a jump back or far ahead goes on at the distance of the clock; the other kind follows with the same offset', () => {
  for (const jumpMs of [0, 3_000_000]) {
    const { clock, timeline } = started();
    timeline.place('video', 1_000_000);
    timeline.place('audio', 1_000_010);
    clock.advance(500);
    assert.equal(timeline.place('video', jumpMs + 20), 500);
    assert.equal(timeline.place('audio', jumpMs + 30), 510);
    assert.equal(timeline.place('video', jumpMs + 53), 533);
  }
});

test('a pause below the bound is kept as the source made it', () => {
  const { timeline } = started();
  timeline.place('audio', 0);
  assert.equal(timeline.place('audio', 10_000), 10_000);
});

test('frames of one time, as a muxer that clamps late ones gives them, and small steps back: each gets a time of its own', () => {
  const { timeline } = started();
  const times = [0, 33, 33, 33, 33, 100, 67, 133];
  assert.deepEqual(
    times.map((ms) => timeline.place('video', ms)),
    [0, 33, 34, 35, 36, 100, 101, 133],
  );
  assert.equal(timeline.place('audio', 90), 90, 'the other kind is not moved');
});

test('one kind is replaced while the other goes on: its time goes on too, whatever the box was busy with', () => {
  const { clock, timeline } = started();
  timeline.place('audio', 70_000);
  timeline.place('video', 70_033);
  timeline.restart('video');
  timeline.place('audio', 73_000);
  // It arrives late, and belongs where its own clock says.
  clock.advance(9000);
  assert.equal(timeline.place('video', 73_100), 3100);
  assert.equal(timeline.place('audio', 73_021), 3021);
});

test('pictures that stay away longer than any pause of a source come back where they belong', () => {
  const { clock, timeline } = started();
  timeline.place('audio', 0);
  timeline.place('video', 0);
  timeline.restart('video');
  for (let ms = 20; ms <= 60_000; ms += 20) timeline.place('audio', ms);
  clock.advance(61_000);
  assert.equal(timeline.place('video', 60_010), 60_010);
});

test('a lasting distance between sound and picture is never taken for a jump', () => {
  const { clock, timeline } = started();
  timeline.place('audio', 5000);
  timeline.place('video', 0);
  const offsets = new Set<number>();
  for (let ms = 40; ms < 20_000; ms += 40) {
    clock.advance(40);
    offsets.add(timeline.place('audio', 5000 + ms) - 5000 - ms);
    offsets.add(timeline.place('video', ms) - ms);
  }
  assert.equal(offsets.size, 1);
});

test('whatever comes, the time goes back by no more than a second and each anchor is after all that was sent', () => {
  const step = fc.record({
    kind: fc.constantFrom<'audio' | 'video'>('audio', 'video'),
    sourceMs: fc.oneof(fc.nat(0xffffffff), fc.nat(30_000), fc.constantFrom(0, 2 ** 32 - 1, 2 ** 31)),
    elapsedMs: fc.nat(3000),
    restart: fc.boolean(),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const { clock, timeline } = started();
      const newest = { audio: Number.NEGATIVE_INFINITY, video: Number.NEGATIVE_INFINITY };
      let sentMs = Number.NEGATIVE_INFINITY;
      for (const { kind, sourceMs, elapsedMs, restart } of steps) {
        clock.advance(elapsedMs);
        if (restart) for (const each of ['audio', 'video'] as const) timeline.restart(each);
        const hubMs = timeline.place(kind, sourceMs);
        assert.ok(Number.isInteger(hubMs));
        if (restart) assert.ok(hubMs > sentMs);
        assert.ok(hubMs >= newest[kind] - 1000);
        newest[kind] = Math.max(newest[kind], hubMs);
        sentMs = Math.max(sentMs, hubMs);
      }
    }),
    { numRuns: 500 },
  );
});
