import assert from 'node:assert/strict';
import test from 'node:test';
import { SegmentList } from '../../../device/media/lan-hls/segment-list.ts';

const lines = (list: SegmentList) => list.playlist(2).trim().split('\n');
const names = (list: SegmentList) => lines(list).filter((line) => line.endsWith('.ts'));
const tagValue = (list: SegmentList, tag: string) =>
  Number(
    lines(list)
      .find((line) => line.startsWith(`#EXT-X-${tag}:`))
      ?.split(':')[1],
  );

test('six segments are listed, two more are kept for players that are late, older ones are given up', () => {
  const list = new SegmentList(100);
  const given = Array.from({ length: 10 }, () => list.add(2)).flat();
  assert.deepEqual(names(list), ['104.ts', '105.ts', '106.ts', '107.ts', '108.ts', '109.ts']);
  assert.equal(tagValue(list, 'MEDIA-SEQUENCE'), 104);
  assert.deepEqual(given, [100, 101]);
  assert.ok(list.has(102) && !list.has(101) && !list.has(110));
});

test('a new worker goes on counting; the change is marked once and counted when it has left the list', () => {
  const list = new SegmentList(100);
  list.startAnew();
  list.add(2);
  const first = tagValue(list, 'DISCONTINUITY-SEQUENCE');
  assert.ok(!lines(list).includes('#EXT-X-DISCONTINUITY'), 'nothing comes before the first');
  list.startAnew();
  // A worker that ended before its first segment leaves no trace.
  list.startAnew();
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
  assert.deepEqual(list.clear(), [5, 6, 7]);
  assert.ok(list.isEmpty && !list.has(6));
  list.add(2);
  assert.deepEqual(names(list), ['8.ts']);
});
