import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { HubFrame } from '../../../../device/media/hub/hub-frame.ts';
import { ReaderQueue } from '../../../../device/media/hub/reader-queue.ts';

let orders = 0;
const frame = (kind: 'audio' | 'video', hubMs: number, bytes: number, keyframe = false): HubFrame => ({
  kind,
  rendition: 'full',
  timestampMs: hubMs,
  keyframe,
  sequenceHeader: false,
  bytes: Buffer.alloc(bytes),
  hubMs,
  sequence: orders++,
  config: null,
});
const key = (hubMs: number, bytes = 10) => frame('video', hubMs, bytes, true);
const inter = (hubMs: number, bytes = 10) => frame('video', hubMs, bytes);
const voice = (hubMs: number, bytes = 1) => frame('audio', hubMs, bytes);

function queue(maxBytes: number, maxMs = 1e9) {
  const lost: HubFrame[] = [];
  const made = new ReaderQueue({ maxBytes, maxMs, onLost: (one) => lost.push(one) });
  return { queue: made, lost };
}

const drained = (from: ReaderQueue) => {
  const frames: HubFrame[] = [];
  for (let one = from.shift(); one; one = from.shift()) frames.push(one);
  return frames;
};

test('frames come out in order of arrival, whatever their times', () => {
  const { queue: q, lost } = queue(1000);
  const frames = [key(40), voice(35), voice(58), inter(73), voice(50)];
  for (const one of frames) q.push(one);
  assert.equal(q.bytes, 23);
  assert.equal(q.spanMs, 38);
  assert.deepEqual(drained(q), frames);
  assert.deepEqual([q.bytes, q.spanMs, lost.length], [0, 0, 0]);
});

test('when full, the oldest GOP goes up to the next keyframe and the sound stays', () => {
  const { queue: q, lost } = queue(52);
  const frames = [key(0), voice(1), inter(33), voice(2), key(66), voice(3), inter(99), inter(132)];
  for (const one of frames) q.push(one);
  assert.deepEqual(lost, [frames[0], frames[2]]);
  assert.deepEqual(
    drained(q),
    frames.filter((one) => !lost.includes(one)),
  );
});

test('after the last queued picture went, pictures are refused until a keyframe', () => {
  const { queue: q, lost } = queue(25);
  const frames = [key(0), inter(33), inter(66), inter(99), voice(100), key(133), inter(166)];
  for (const one of frames) q.push(one);
  assert.deepEqual(lost, frames.slice(0, 4));
  assert.deepEqual(drained(q), frames.slice(4));
});

test('a reader that stops for too long keeps the newest sound, and its pictures go before any of it', () => {
  const { queue: q, lost } = queue(1e9, 1000);
  for (let ms = 0; ms <= 3000; ms += 20) {
    if (ms % 500 === 0) q.push(key(ms));
    q.push(voice(ms));
  }
  assert.ok(q.spanMs <= 1000);
  const kept = drained(q);
  assert.ok(kept.every((one) => one.kind === 'audio'));
  assert.deepEqual([kept[0]?.hubMs, kept.at(-1)?.hubMs], [2000, 3000]);
  assert.equal(lost.length, 7 + 100);
});

test('a picture larger than the whole queue is lost, and nothing that needs it follows', () => {
  const { queue: q, lost } = queue(50);
  const frames = [voice(0), key(0, 51), inter(33), key(66)];
  for (const one of frames) q.push(one);
  assert.deepEqual(lost, [frames[1], frames[2]]);
  assert.deepEqual(drained(q), [frames[0], frames[3]]);
});

test('headers that frames bring with them count', () => {
  const { queue: q } = queue(1000);
  const config = { ...key(0, 100), sequenceHeader: true };
  q.push({ ...key(0, 10), config });
  q.push({ ...inter(33, 10), config });
  assert.equal(q.bytes, 120);
  drained(q);
  assert.equal(q.bytes, 0);
});

test('whatever is pushed and taken: bounded, decodable, nothing vanishes, sound lost only when no picture was left', () => {
  const move = fc.oneof(
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constant('voice' as const), bytes: fc.integer({ min: 1, max: 40 }) }),
    },
    {
      weight: 3,
      arbitrary: fc.record({ does: fc.constant('inter' as const), bytes: fc.integer({ min: 1, max: 60 }) }),
    },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('key' as const), bytes: fc.integer({ min: 1, max: 200 }) }) },
    { weight: 1, arbitrary: fc.record({ does: fc.constant('take' as const), bytes: fc.nat(6) }) },
  );
  fc.assert(
    fc.property(
      fc.array(move, { maxLength: 150 }),
      fc.integer({ min: 30, max: 600 }),
      fc.integer({ min: 50, max: 1000 }),
      (moves, maxBytes, maxMs) => {
        const held = new Set<HubFrame>();
        let lost = 0;
        const q = new ReaderQueue({
          maxBytes,
          maxMs,
          onLost(one) {
            held.delete(one);
            lost += 1;
            if (one.kind === 'audio') assert.ok([...held].every((other) => other.kind === 'audio'));
          },
        });
        const all: HubFrame[] = [];
        const taken: HubFrame[] = [];
        let ms = 0;
        for (const { does, bytes } of moves) {
          if (does === 'take') {
            for (let left = bytes; left > 0; left -= 1) {
              const one = q.shift();
              if (!one) break;
              held.delete(one);
              taken.push(one);
            }
          } else {
            ms += 15;
            const one = does === 'voice' ? voice(ms, bytes) : does === 'key' ? key(ms, bytes) : inter(ms, bytes);
            all.push(one);
            held.add(one);
            q.push(one);
          }
          assert.ok(q.bytes <= maxBytes && q.spanMs <= maxMs);
          assert.equal(
            q.bytes,
            [...held].reduce((sum, one) => sum + one.bytes.length, 0),
          );
        }
        assert.equal(taken.length + held.size + lost, all.length);
        taken.push(...drained(q));
        assert.deepEqual(
          taken.map((one) => one.sequence),
          taken.map((one) => one.sequence).sort((a, b) => a - b),
        );
        // Each inter frame taken follows, among the pictures, the very one it was coded against.
        const pictures = all.filter((one) => one.kind === 'video');
        const shown = taken.filter((one) => one.kind === 'video');
        shown.forEach((one, index) => {
          if (!one.keyframe) assert.equal(shown[index - 1], pictures[pictures.indexOf(one) - 1]);
        });
      },
    ),
    { numRuns: 500 },
  );
});
