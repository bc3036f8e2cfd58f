import assert from 'node:assert/strict';
import test from 'node:test';
import { isDeeperThan } from '../../../device/api/json-depth.ts';

const nested = (levels: number, [open = '', close = '']: string) => `${open.repeat(levels)}1${close.repeat(levels)}`;

test('levels are counted outside texts only', () => {
  assert.deepEqual([isDeeperThan(3, nested(3, '[]')), isDeeperThan(3, nested(4, '[]'))], [false, true]);
  assert.equal(isDeeperThan(1, `{"a":"${'[{'.repeat(50)}"}`), false);
  assert.equal(isDeeperThan(1, String.raw`{"a":"\"[[[[","b":"\\"}`), false);
  assert.equal(isDeeperThan(1, String.raw`{"a":"\\\\",     "b":[[1]]}`), true);
  assert.equal(isDeeperThan(1, '[],[],[]'), false);
});
