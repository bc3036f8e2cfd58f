import assert from 'node:assert/strict';
import test from 'node:test';
import { backoffMs } from '../../../device/supervise/backoff.ts';

const POLICY = { firstMs: 100, longestMs: 5000, goodLifeMs: 10_000 };

test('the first try waits the first time, each further one twice as long, never longer than the longest', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 7, 8].map((n) => backoffMs(POLICY, n)),
    [100, 200, 400, 800, 1600, 3200, 5000, 5000],
  );
});

test('a week of failures is no overflow', () => {
  for (const failures of [100, 10_000, Number.MAX_SAFE_INTEGER]) assert.equal(backoffMs(POLICY, failures), 5000);
});
