import assert from 'node:assert/strict';
import test from 'node:test';
import { LinkGauge } from '../../../../device/media/publisher/link-gauge.ts';

const state = (sent: number, delivered: number, slackBytes = 0) => ({ sent, acknowledged: 0, delivered, slackBytes });

test('late is how long the oldest byte is on its way, beyond what an empty link takes', () => {
  const gauge = new LinkGauge();
  let sent = 0;
  for (let ms = 0; ms <= 1000; ms += 50) {
    gauge.wrote(1000, ms);
    sent += 1000;
    // What was written 100 ms ago has arrived.
    gauge.reported(state(sent, sent - 2000), ms);
  }
  assert.equal(gauge.baseMs, 100);
  assert.equal(gauge.lateMs(1000), 0);
  assert.equal(gauge.inFlightBytes, 2000);
  // It stands still: the oldest was written at 950.
  assert.equal(gauge.lateMs(1450), 400);
});

test('what may have arrived without being told is not late', () => {
  const gauge = new LinkGauge();
  gauge.wrote(8000, 0);
  gauge.reported(state(8000, 0, 8192), 0);
  assert.equal(gauge.lateMs(5000), 0);
  gauge.wrote(1000, 5000);
  gauge.reported(state(9000, 0, 8192), 5000);
  assert.equal(gauge.lateMs(5400), 400);
});

test('a connection that counts otherwise than we do is followed for hours', () => {
  const gauge = new LinkGauge();
  let sent = 3500;
  for (let ms = 0; ms < 2 * 3600 * 1000; ms += 100) {
    for (let n = 0; n < 5; n++) gauge.wrote(293, ms);
    // 9 bytes less for each than the 300 around it: 2 more than is guessed.
    sent += 5 * 291;
    gauge.reported(state(sent, sent), ms);
  }
  assert.ok(gauge.inFlightBytes < 200, `${gauge.inFlightBytes} bytes`);
  assert.equal(gauge.lateMs(2 * 3600 * 1000), 0);
});

test('what waits in the pipe before a connection is on its way', () => {
  const gauge = new LinkGauge();
  gauge.wrote(50_000, 0);
  gauge.reported(state(0, 0), 100);
  assert.equal(gauge.inFlightBytes, 50_000);
});

test('the rate is what arrived over the time asked for', () => {
  const gauge = new LinkGauge();
  for (let ms = 0; ms <= 4000; ms += 50)
    gauge.reported(state(ms * 100, ms < 3000 ? ms * 100 : 300_000 + (ms - 3000) * 10), ms);
  assert.equal(Math.round(gauge.kbps(500, 4000)), 80);
  assert.equal(Math.round(gauge.kbps(2000, 4000)), 440);
});
