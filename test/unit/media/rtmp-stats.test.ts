import assert from 'node:assert/strict';
import test from 'node:test';
import { outBytes } from '../../../device/media/publisher/rtmp-stats.ts';

test('the bytes that were sent are read from the text of the statistics', () => {
  const text =
    'GstRtmpConnectionStats, in-chunk-size=(uint)128, out-chunk-size=(uint)65536, in-bytes-total=(guint64)3426, out-bytes-total=(guint64)6123456789, in-bytes-acked=(guint64)3073, out-bytes-acked=(guint64)0;';
  assert.equal(outBytes(text), 6_123_456_789);
});

test('before the connection nothing was sent', () => {
  assert.equal(outBytes('undefined'), 0);
  assert.equal(outBytes('GstRtmpConnectionStats;'), 0);
});
