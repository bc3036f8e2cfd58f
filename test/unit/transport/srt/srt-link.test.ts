import assert from 'node:assert/strict';
import test from 'node:test';
import { SrtLink } from '../../../../device/transport/srt/srt-link.ts';

const stats = (sent: number, acks: number, rttMs: number) =>
  `application/x-srt-statistics, packets-sent=(gint64)12, packet-ack-received=(int)${acks}, packet-ack-sent=(int)7, ` +
  `bytes-sent=(guint64)${sent + 44}, rtt-ms=(double)${rttMs.toFixed(3)}, bytes-sent-total=(guint64)${sent};`;

/** 100 bytes a millisecond, looked at each 50 ms. */
function streamed(
  link: SrtLink,
  forMs: number,
  { rttMs, acks = (nowMs: number) => nowMs / 10 }: { rttMs(nowMs: number): number; acks?(nowMs: number): number },
) {
  let last = link.sample(stats(0, 0, 0), 0);
  for (let nowMs = 50; nowMs <= forMs; nowMs += 50)
    last = link.sample(stats(nowMs * 100, Math.floor(acks(nowMs)), rttMs(nowMs)), nowMs);
  return last;
}

test('before the connection nothing was sent', () => {
  const nothing = { sent: 0, acknowledged: 0, delivered: 0, slackBytes: 0 };
  assert.deepEqual(new SrtLink().sample('undefined', 0), nothing);
  assert.deepEqual(new SrtLink().sample('application/x-srt-statistics, bytes-sent-total=(guint64)0;', 50), nothing);
});

test('an acknowledgement tells of what was sent a round trip before', () => {
  const { sent, delivered, slackBytes } = streamed(new SrtLink(), 5000, { rttMs: () => 40 });
  assert.equal(sent, 500_000);
  assert.equal(delivered, 495_000);
  assert.ok(delivered + slackBytes >= sent, 'no more of it is known to be late');
});

test('a queue on the way shows, though acknowledgements come', () => {
  const link = new SrtLink();
  const { sent, delivered, slackBytes } = streamed(link, 5000, { rttMs: (nowMs) => (nowMs < 3000 ? 40 : 440) });
  assert.equal(delivered, 450_000 + 5000);
  const lateMs = (sent - delivered - slackBytes) / 100;
  assert.ok(lateMs > 280 && lateMs < 450, `${lateMs} ms`);
});

test('without acknowledgements nothing arrives', () => {
  const { delivered } = streamed(new SrtLink(), 9000, { rttMs: () => 40, acks: (nowMs) => Math.min(nowMs, 3000) / 10 });
  assert.equal(delivered, 295_000);
});

test('a stream that pauses owes nothing, whenever its last acknowledgement came', () => {
  for (const lastMs of [5001, 5010, 5049]) {
    const link = new SrtLink();
    streamed(link, 5000, { rttMs: () => 20 });
    let last = link.sample(stats(500_000, 500, 20), 5050);
    for (let nowMs = 5100; nowMs < 15_000; nowMs += 50)
      last = link.sample(stats(500_000, nowMs > lastMs ? 501 : 500, 20), nowMs);
    assert.ok(last.sent - last.delivered <= last.slackBytes, JSON.stringify(last));
  }
});
