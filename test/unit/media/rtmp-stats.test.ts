import assert from 'node:assert/strict';
import test from 'node:test';
import { rtmpBytes } from '../../../device/media/publisher/rtmp-stats.ts';

test('the bytes that were sent and those acknowledged are read from the text of the statistics', () => {
  const text =
    'GstRtmpConnectionStats, in-chunk-size=(uint)128, out-chunk-size=(uint)65536, in-bytes-total=(guint64)3426, out-bytes-total=(guint64)6123456789, in-bytes-acked=(guint64)3073, out-bytes-acked=(guint64)6123400000;';
  assert.deepEqual(rtmpBytes(text), { sent: 6_123_456_789, acknowledged: 6_123_400_000 });
});

test('before the connection nothing was sent', () => {
  assert.deepEqual(rtmpBytes('undefined'), { sent: 0, acknowledged: 0 });
  assert.deepEqual(rtmpBytes('GstRtmpConnectionStats;'), { sent: 0, acknowledged: 0 });
});
