import assert from 'node:assert/strict';
import test from 'node:test';
import { SegmentList } from '../../../../device/media/lan-hls/segment-list.ts';

const lines = (list: SegmentList) => list.playlist(2).trim().split('\n');
const names = (list: SegmentList) => lines(list).filter((line) => line.endsWith('.ts'));
const tagValue = (list: SegmentList, tag: string) =>
  Number(
    lines(list)
      .find((line) => line.startsWith(`#EXT-X-${tag}:`))
      ?.split(':')[1],
  );

test('six segments are listed; those that left stay for their own length and that of the list', () => {
  const list = new SegmentList(100);
  const given = Array.from({ length: 15 }, () => list.add(2)).flat();
  assert.deepEqual(names(list), ['109.ts', '110.ts', '111.ts', '112.ts', '113.ts', '114.ts']);
  assert.equal(tagValue(list, 'MEDIA-SEQUENCE'), 109);
  // The seventh put the first out of the list, 7 x 2 s before the fourteenth.
  assert.deepEqual(given, [100, 101]);
  assert.ok(list.has(102) && !list.has(101) && !list.has(115));
});

test('whatever the lengths are, none goes before RFC 8216 lets it', () => {
  for (let seed = 1; seed < 200; seed++) {
    let random = seed;
    const list = new SegmentList(0);
    const left = new Map<number, { atSeconds: number; staysSeconds: number }>();
    const longest = new Map<number, number>();
    const lengths: number[] = [];
    let passed = 0;
    for (let sequence = 0; sequence < 60; sequence++) {
      random = (random * 48_271) % 2_147_483_647;
      const seconds = 0.2 + (random % 100) / 10;
      const before = names(list);
      const given = list.add(seconds);
      lengths.push(seconds);
      passed += seconds;
      const now = names(list);
      const total = now.reduce((sum, name) => sum + (lengths[Number.parseInt(name, 10)] ?? 0), 0);
      for (const name of now)
        longest.set(Number.parseInt(name, 10), Math.max(longest.get(Number.parseInt(name, 10)) ?? 0, total));
      for (const name of before.filter((one) => !now.includes(one))) {
        const gone = Number.parseInt(name, 10);
        left.set(gone, { atSeconds: passed, staysSeconds: (lengths[gone] ?? 0) + (longest.get(gone) ?? 0) });
      }
      for (const gone of given) {
        const { atSeconds, staysSeconds } = left.get(gone) ?? { atSeconds: passed, staysSeconds: 1 };
        assert.ok(
          passed - atSeconds >= staysSeconds - 1e-3,
          `${gone} after ${passed - atSeconds} of ${staysSeconds} s`,
        );
      }
    }
  }
});

test('a new worker goes on counting; the change is marked once and counted when it has left the list', () => {
  const list = new SegmentList(100);
  list.beginDiscontinuity();
  list.add(2);
  const first = tagValue(list, 'DISCONTINUITY-SEQUENCE');
  assert.ok(!lines(list).includes('#EXT-X-DISCONTINUITY'), 'nothing comes before the first');
  list.beginDiscontinuity();
  // A worker that ended before its first segment leaves no trace.
  list.beginDiscontinuity();
  list.add(2);
  assert.deepEqual(lines(list).slice(-4), ['100.ts', '#EXT-X-DISCONTINUITY', '#EXTINF:2.000,', '101.ts']);
  assert.equal(tagValue(list, 'DISCONTINUITY-SEQUENCE'), first);
  for (let more = 0; more < 5; more++) list.add(2);
  assert.ok(!lines(list).includes('#EXT-X-DISCONTINUITY'));
  assert.equal(tagValue(list, 'DISCONTINUITY-SEQUENCE'), first + 1);
});

test('the target is the longest segment, rounded as RFC 8216 wants it, and at least the keyframe distance', () => {
  const list = new SegmentList(0);
  list.add(0.4);
  assert.equal(tagValue(list, 'TARGETDURATION'), 2);
  list.add(2.4);
  assert.equal(tagValue(list, 'TARGETDURATION'), 2);
  list.add(2.6);
  assert.equal(tagValue(list, 'TARGETDURATION'), 3);
});

test('what is forgotten never comes back under the same name', () => {
  const list = new SegmentList(5);
  list.add(2);
  list.add(2);
  const gone = list.clear();
  assert.deepEqual(gone.slice(0, 3), [5, 6, 7]);
  assert.ok(list.isEmpty && !list.has(6));
  list.add(2);
  assert.deepEqual(names(list), [`${Math.max(...gone) + 1}.ts`]);
});

test('what a worker has completed and not told of when it was ended is forgotten too', () => {
  const list = new SegmentList(5);
  list.add(2);
  const [told, ...untold] = list.clear();
  assert.equal(told, 5);
  // A busy service hears of segments of half a second some seconds late.
  assert.deepEqual(untold, [6, 7, 8, 9, 10, 11, 12, 13, 14, 15]);
});
