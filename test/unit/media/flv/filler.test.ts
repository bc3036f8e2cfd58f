import assert from 'node:assert/strict';
import test from 'node:test';
import { filledTo } from '../../../../device/media/flv/filler.ts';
import { payloadOf, tagFrom } from '../../../../device/media/flv/flv-tag.ts';
import { interFrame, keyframe, sound, videoHeader } from '../../../tools/samples/flv-samples.ts';

const picture = tagFrom(keyframe(1234, { size: 60 }), 'video');

test('a picture becomes as large as is wanted: itself, then one NAL unit of filler data', () => {
  for (const bytes of [picture.bytes.length + 7, 1000, 100_000]) {
    const filled = filledTo(picture, bytes);
    assert.equal(filled.bytes.length, bytes);
    assert.deepEqual([filled.keyframe, filled.timestampMs, filled.sequenceHeader], [true, 1234, false]);
    const [before, after] = [payloadOf(picture), payloadOf(filled)];
    assert.ok(after.subarray(0, before.length).equals(before));
    const filler = after.subarray(before.length);
    assert.equal(filler.readUInt32BE(0), filler.length - 4);
    // H.264, 7.3.2.7: type 12, bytes of 0xff, the trailing bits.
    assert.equal((filler[4] ?? 0) & 0x1f, 12);
    assert.ok(filler.subarray(5, -1).every((byte) => byte === 0xff));
    assert.equal(filler.at(-1), 0x80);
  }
  assert.equal(filledTo(tagFrom(interFrame(0), 'video'), 500).keyframe, false);
});

test('what is large enough, or no picture, stays as it is', () => {
  assert.equal(filledTo(picture, picture.bytes.length + 6), picture);
  assert.equal(filledTo(picture, 10), picture);
  for (const other of [tagFrom(videoHeader(), 'video'), tagFrom(sound(0), 'audio')])
    assert.equal(filledTo(other, 5000), other);
});
