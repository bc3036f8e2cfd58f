import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type GdpPacket, GdpReader } from '../../../../device/media/gdp/gdp-reader.ts';
import { gdpBufferHeader, gdpPreamble } from '../../../../device/media/gdp/gdp-writer.ts';

const packet = (payload: Buffer) => gdpBufferHeader(payload.length, payload);
const stream = Buffer.concat([
  gdpPreamble('video/x-flv'),
  ...[0, 1, 5, 3000, 70_000].map((size) => packet(Buffer.alloc(size, size))),
]);

function read(chunks: Buffer[]): GdpPacket[] {
  const reader = new GdpReader();
  return chunks.flatMap((chunk) => reader.push(chunk));
}

test('whatever the split, the packets are the same', () => {
  const whole = read([stream]);
  assert.deepEqual(whole.map(({ payload }) => payload.length).slice(-5), [0, 1, 5, 3000, 70_000]);
  assert.deepEqual([whole.at(-1)?.ptsNs, whole.at(-1)?.dtsNs, whole.at(-1)?.isDelta], [null, 0, false]);
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), (cuts) => {
      const at = [0, ...cuts.sort((one, other) => one - other), stream.length];
      const chunks = at.slice(1).map((end, index) => stream.subarray(at[index], end));
      assert.deepEqual(read(chunks), whole);
    }),
    { numRuns: 200 },
  );
});

test('what is no such stream is refused, at once or when it turns into something else', () => {
  assert.throws(() => read([Buffer.alloc(100, 'rubbish ')]), /no GDP stream/);
  assert.throws(() => read([stream, Buffer.alloc(62, 0xff)]), /no GDP stream/);
});
