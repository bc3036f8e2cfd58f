import assert from 'node:assert/strict';
import test from 'node:test';
import { UplinkMeter } from '../../../../device/media/rehearsal/uplink-meter.ts';

/** A link of so many kb/s, of which a server tells each 8 kB, looked at each 50 ms. */
function measured(kbps: number, { forMs = 4500, stepBytes = 8192 } = {}): number {
  const meter = new UplinkMeter();
  for (let atMs = 0; atMs <= forMs; atMs += 50) {
    const arrived = (kbps / 8) * (atMs + 333);
    meter.reported(Math.floor(arrived / stepBytes) * stepBytes, atMs);
  }
  return meter.kbps;
}

test('what arrives in steps is measured from step to step', () => {
  for (const kbps of [60, 100, 800, 2100, 20_000]) {
    const told = measured(kbps);
    assert.ok(Math.abs(told / kbps - 1) < 0.05, `${told} of ${kbps} kb/s`);
  }
});

test('a server that begins to acknowledge tells better than the kernel did', () => {
  const meter = new UplinkMeter();
  meter.reported(50_000, 0);
  meter.reported(90_000, 50);
  for (let step = 1; step <= 4; step++) meter.reported(step * 8192, step * 1000);
  assert.ok(Math.abs(meter.kbps - 65.5) < 1, `${meter.kbps}`);
});

test('nothing that arrives is nothing, a single step is what it is', () => {
  const meter = new UplinkMeter();
  assert.equal(meter.kbps, 0);
  meter.reported(1000, 0);
  meter.reported(1000, 2000);
  assert.equal(meter.kbps, 0);
  meter.reported(9192, 4096);
  assert.equal(meter.kbps, 16);
});
