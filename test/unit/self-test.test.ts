/** How long the test of an update records. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { isLongEnough } from '../../device/self-test.ts';

test('as long as wanted, counted from the first picture', () => {
  assert.equal(isLongEnough(60, null, 20), false, 'the voice alone is no test');
  assert.deepEqual([isLongEnough(21, 2, 20), isLongEnough(22, 2, 20)], [false, true]);
});

test('where pictures come late, so long that they are a quarter of the recording', () => {
  assert.deepEqual([isLongEnough(15, 12, 3), isLongEnough(16, 12, 3)], [false, true]);
});
