import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { segmentTracks, tracksOf } from '../../../device/media/read-back/segment-tracks.ts';
import { assertLinear } from '../../tools/linear-time.ts';

/** A packet that begins a table, with as many streams as it can name. */
function packet(pid: number, table: number[]): Buffer {
  const bytes = Buffer.alloc(188, 0x0f);
  bytes.set([0x47, 0x40 | (pid >> 8), pid & 0xff, 0x10, 0, ...table]);
  return bytes;
}
const programs = packet(0, [0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe1, 0]);
const streams = packet(0x100, [2, 0xb0, 180, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0]);

test('tables from end to end: in steps, and twice of them take at most 2.5 times as long', () => {
  const of = (bytes: number) => Buffer.alloc(bytes, Buffer.concat([programs, streams]));
  const [once, twice] = [of(376 * 10_000), of(376 * 20_000)];
  assert.equal(segmentTracks(once)?.container, 'ts');
  assert.ok([...tracksOf(once)].length > 30);
  assertLinear(
    'tables',
    () => segmentTracks(once),
    () => segmentTracks(twice),
  );
});

test('whatever comes, it is looked at without a fault', () => {
  const begins = fc.constantFrom(
    programs,
    streams,
    Buffer.from('0000ftyp'),
    Buffer.from('ID3'),
    Buffer.from([0xff, 0xf1]),
  );
  const bytes = fc.array(fc.oneof(begins, fc.uint8Array({ maxLength: 200 }))).map((parts) => Buffer.concat(parts));
  fc.assert(fc.property(bytes, (segment) => void segmentTracks(segment)));
});
