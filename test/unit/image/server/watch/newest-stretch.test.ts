import assert from 'node:assert/strict';
import test from 'node:test';
import { fromSegment, newestStretch } from '../../../../../image/server/watch/newest-stretch.ts';

const HEAD = '#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:7\n#EXT-X-TARGETDURATION:2';
const list = (...segments: string[]) =>
  `${HEAD}\n${segments.map((name) => `${name.startsWith('!') ? '#EXT-X-DISCONTINUITY\n' : ''}#EXTINF:2.0,\n${name.replace('!', '')}.ts`).join('\n')}\n`;

test('playing begins after the last break, and goes on from there', () => {
  const first = list('a', '!b', 'c', '!d', 'e');
  assert.equal(newestStretch(first), 10);
  assert.equal(
    fromSegment(first, 10),
    `${HEAD.replace(':7', ':10')}\n#EXT-X-DISCONTINUITY\n#EXTINF:2.0,\nd.ts\n#EXTINF:2.0,\ne.ts\n`,
  );
  // A break that comes later is played over.
  const later = list('d', 'e', '!f').replace(':7', ':10');
  assert.equal(fromSegment(later, 10), later);
});

test('without a break all of it; nothing is ever left empty, and what is no list stays', () => {
  const whole = list('a', 'b');
  assert.equal(newestStretch(whole), 7);
  assert.equal(fromSegment(whole, 7), whole);
  assert.equal(fromSegment(whole, 400), whole, 'the server counts anew');
  for (const other of ['', '#EXTM3U\n', '<html>', '#EXTM3U\n#EXT-X-STREAM-INF:BANDWIDTH=1\nv.m3u8\n'])
    assert.equal(fromSegment(other, newestStretch(other) ?? 0), other);
  const windows = list('a', '!b').replaceAll('\n', '\r\n');
  assert.equal(newestStretch(windows), 8);
  assert.match(fromSegment(windows, 8), /MEDIA-SEQUENCE:8\n[^a]*b\.ts/);
});
