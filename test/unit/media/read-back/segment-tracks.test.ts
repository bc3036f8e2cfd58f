import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { segmentTracks, tagBytes, tracksOf } from '../../../../device/media/read-back/segment-tracks.ts';
import { assertLinear, GROWTH } from '../../../tools/machine/linear-time.ts';

/** A packet that begins a table, with as many streams as it can name. */
function packet(pid: number, table: number[]): Buffer {
  const bytes = Buffer.alloc(188, 0x0f);
  bytes.set([0x47, 0x40 | (pid >> 8), pid & 0xff, 0x10, 0, ...table]);
  return bytes;
}
const programs = packet(0, [0, 0xb0, 13, 0, 1, 0xc1, 0, 0, 0, 1, 0xe1, 0]);
const streams = packet(0x100, [2, 0xb0, 180, 0, 1, 0xc1, 0, 0, 0xe1, 0, 0xf0, 0]);

test('tables from end to end: in steps, and the work grows no faster than their number', () => {
  const of = (bytes: number) => Buffer.alloc(bytes, Buffer.concat([programs, streams]));
  const [short, long] = [of(376 * 2500), of(376 * 2500 * GROWTH)];
  assert.equal(segmentTracks(long)?.container, 'ts');
  assert.ok([...tracksOf(long)].length > 60);
  assertLinear(
    'tables',
    () => segmentTracks(short),
    () => segmentTracks(long),
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

test('a segment of nothing but tags is none: only the first are passed over', () => {
  const tag = Buffer.from('ID3\x04\0\0\0\0\0\0', 'latin1');
  const sound = Buffer.from([0xff, 0xf1, 0x50, 0x80]);
  assert.equal(tagBytes(Buffer.concat([tag, tag, sound])), 20);
  assert.equal(segmentTracks(Buffer.concat([tag, tag, sound]))?.audio, 'aac');
  assert.equal(tagBytes(Buffer.alloc(2_000_000, tag)), 160);
  assert.equal(segmentTracks(Buffer.alloc(2_000_000, tag)), null);
});
