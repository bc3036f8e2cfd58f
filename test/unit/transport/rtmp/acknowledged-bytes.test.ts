import assert from 'node:assert/strict';
import test from 'node:test';
import { AcknowledgedBytes } from '../../../../device/transport/rtmp/acknowledged-bytes.ts';

const stats = (sent: number, acknowledged: number) =>
  'GstRtmpConnectionStats, in-chunk-size=(uint)128, out-chunk-size=(uint)65536, in-bytes-total=(guint64)3426, ' +
  `out-bytes-total=(guint64)${sent}, in-bytes-acked=(guint64)3073, out-bytes-acked=(guint64)${acknowledged};`;
const unasked = () => assert.fail('the kernel is not asked');

test('before the connection nothing was sent', () => {
  const nothing = { sent: 0, acknowledged: 0, delivered: 0, slackBytes: 0 };
  assert.deepEqual(
    new AcknowledgedBytes().sample('undefined', () => null),
    nothing,
  );
  assert.deepEqual(
    new AcknowledgedBytes().sample('GstRtmpConnectionStats;', () => 0),
    nothing,
  );
});

test('a server that acknowledges often says what has arrived, to a step', () => {
  const bytes = new AcknowledgedBytes();
  assert.equal(bytes.sample(stats(10_000, 0), () => 4000).delivered, 6000);
  bytes.sample(stats(20_000, 8192), unasked);
  bytes.sample(stats(50_000, 24_600), unasked);
  assert.deepEqual(bytes.sample(stats(6_123_456_789, 6_123_400_000), unasked), {
    sent: 6_123_456_789,
    acknowledged: 6_123_400_000,
    delivered: 6_123_400_000,
    slackBytes: 8192,
  });
});

test('one that acknowledges megabytes, or nothing, is believed only as far as the kernel has sent', () => {
  const bytes = new AcknowledgedBytes();
  bytes.sample(stats(5_100_000, 5_000_049), () => 0);
  assert.deepEqual(
    bytes.sample(stats(6_000_000, 5_000_049), () => 250_000),
    {
      sent: 6_000_000,
      acknowledged: 5_000_049,
      delivered: 5_750_000,
      slackBytes: 0,
    },
  );
});

test('where nothing tells, what was sent has arrived', () => {
  assert.equal(new AcknowledgedBytes().sample(stats(7000, 0), () => null).delivered, 7000);
});
