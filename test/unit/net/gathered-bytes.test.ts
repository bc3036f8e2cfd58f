import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test from 'node:test';
import { GatheredBytes } from '../../../device/net/gathered-bytes.ts';

/** In pieces of these sizes, one after the other, again and again. */
function gathered(bytes: Buffer, sizes: number[]): GatheredBytes {
  const made = new GatheredBytes();
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    made.push(bytes.subarray(at, at + size));
    at += size;
  }
  return made;
}

for (const sizes of [[1, 7], [65_536], [262_144], [262_143, 2], [1_000_000, 3]]) {
  test(`what comes in pieces of ${sizes.join(' and ')} bytes is what is taken`, async () => {
    for (const length of [0, 1, 262_144, 262_145, sizes[0] === 1 ? 300_000 : 3_000_001]) {
      const bytes = randomBytes(length);
      assert.ok((await gathered(bytes, sizes).take()).equals(bytes), `${length}`);
    }
  });
}

test('what was taken stays as it is, whatever is gathered next in the same blocks', async () => {
  const first = randomBytes(1_000_000);
  const taken = await gathered(first, [50_000]).take();
  const [one, two] = [new GatheredBytes(), new GatheredBytes()];
  const [red, blue] = [randomBytes(700_000), randomBytes(700_000)];
  for (let at = 0; at < red.length; at += 10_000) {
    one.push(red.subarray(at, at + 10_000));
    two.push(blue.subarray(at, at + 10_000));
  }
  assert.deepEqual(
    [one.length, (await one.take()).equals(red), (await two.take()).equals(blue), one.length],
    [700_000, true, true, 0],
  );
  assert.ok(taken.equals(first));
  assert.equal((await one.take()).length, 0, 'once');
});
