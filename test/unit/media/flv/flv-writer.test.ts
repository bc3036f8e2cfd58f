import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { FlvParser } from '../../../../device/media/flv/flv-parser.ts';
import type { FlvTag } from '../../../../device/media/flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../../../../device/media/flv/flv-writer.ts';
import * as samples from '../../../tools/samples/flv-samples.ts';

test('the file header says what will follow', () => {
  assert.equal(flvFileHeader({ audio: true, video: true }).toString('hex'), '464c5601050000000900000000');
  assert.equal(flvFileHeader({ audio: true, video: false }).toString('hex'), '464c5601040000000900000000');
  assert.equal(flvFileHeader({ audio: false, video: true }).toString('hex'), '464c5601010000000900000000');
});

test('a restamped tag differs in its time only, and the rest is the same memory', () => {
  fc.assert(
    fc.property(fc.nat(0xffffffff), fc.nat(0xffffffff), (before, after) => {
      const [tag] = new FlvParser().push(samples.keyframe(before)) as FlvTag[] as [FlvTag];
      const [head, rest] = restamped(tag, after);
      assert.equal(rest.buffer, tag.bytes.buffer);
      assert.equal(rest.byteOffset, tag.bytes.byteOffset + 11);
      assert.deepEqual(Buffer.concat([head, rest]), samples.keyframe(after));
      assert.equal(tag.timestampMs, before);
    }),
  );
});

test('a time beyond 32 bits wraps as the format does', () => {
  const [tag] = new FlvParser().push(samples.sound(0)) as FlvTag[] as [FlvTag];
  assert.deepEqual(Buffer.concat(restamped(tag, 2 ** 32 + 5)), samples.sound(5));
});
