import assert from 'node:assert/strict';
import test from 'node:test';
import { type MediaPlaylist, PlaylistParser, parsePlaylist } from '../../../../device/media/read-back/playlist.ts';

const BASE = 'https://h/p.m3u8';
const head = (first: number) => `#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:${first}\n`;
const segments = (from: number, to: number, tags = '') =>
  Array.from({ length: to - from }, (_, at) => `#EXTINF:2.000,\n${tags}room-${from + at}.ts\n`).join('');
const names = (playlist: unknown) =>
  (playlist as MediaPlaylist).segments.map(({ url, sequence }) => `${sequence} ${url.split('/').at(-1)}`);

/** The whole at one time, the end of it at another: as if it had been read whole again. */
function joined(before: string, tail: string, after: string): boolean {
  const parser = new PlaylistParser(BASE);
  parser.push(before);
  parser.playlist();
  if (!parser.pushTail(tail)) return false;
  assert.deepEqual(names(parser.playlist()).slice(-20), names(parsePlaylist(after, BASE)).slice(-20));
  return true;
}

test('a playlist that only grows, and one that loses its beginning, are gone on with from their end', () => {
  const before = head(0) + segments(0, 100);
  for (const first of [0, 3]) {
    const after = head(first) + segments(first, 103);
    for (const bytes of [200, 300, 1000]) assert.equal(joined(before, after.slice(-bytes), after), true, `${bytes}`);
    assert.equal(joined(before, after.slice(-60), after), false, 'too short to be joined on');
  }
  assert.equal(joined(before, before.slice(-200), before), true, 'nothing new');
  assert.equal(joined(before, (head(0) + segments(500, 520)).slice(-300), ''), false, 'begun anew');
});

test('ranges, keys, dates and carriage returns go on; parts that come and go do not matter', () => {
  const ranges = (to: number) =>
    `${head(0)}${Array.from({ length: to }, (_, at) => `#EXTINF:2,\n#EXT-X-BYTERANGE:${100 + at}\nall.mp4\n`).join('')}`;
  const parser = new PlaylistParser(BASE);
  parser.push(ranges(50));
  parser.playlist();
  assert.equal(parser.pushTail(ranges(53).slice(-400).replaceAll('\n', '\r\n')), true);
  const [one, other] = [parser.playlist(), parsePlaylist(ranges(53), BASE)] as [MediaPlaylist, MediaPlaylist];
  assert.deepEqual(one.segments, other.segments);
  const parts = '#EXT-X-PART:DURATION=1,URI="p.mp4"\n';
  const before = `${head(0)}${segments(0, 20)}${segments(20, 22, parts)}#EXT-X-PRELOAD-HINT:TYPE=PART,URI="n"\n`;
  const after = `${head(0)}${segments(0, 22)}${segments(22, 24, parts)}`;
  assert.equal(joined(before, after.slice(-400), after), true);
});
