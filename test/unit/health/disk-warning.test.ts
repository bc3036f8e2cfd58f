import assert from 'node:assert/strict';
import test from 'node:test';
import { diskWarning } from '../../../device/health/disk-warning.ts';

const told = (remainingSeconds: number) => {
  const { level, reason } = diskWarning(remainingSeconds);
  return [level, reason?.code ?? null, reason?.values.minutes ?? null];
};

test('two hours are enough, below is said, below twenty minutes is an alarm', () => {
  assert.deepEqual(told(100 * 3600), ['ok', null, null]);
  assert.deepEqual(told(7200), ['ok', null, null]);
  assert.deepEqual(told(7199), ['degraded', 'diskAlmostFull', 119]);
  assert.deepEqual(told(1200), ['degraded', 'diskAlmostFull', 20]);
  assert.deepEqual(told(1199), ['failing', 'diskAlmostFull', 19]);
  assert.deepEqual(told(60), ['failing', 'diskAlmostFull', 1]);
  assert.deepEqual(told(59), ['failing', 'diskNoRoom', null]);
  assert.deepEqual(told(0), ['failing', 'diskNoRoom', null]);
});
