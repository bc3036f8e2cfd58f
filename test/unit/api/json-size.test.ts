import assert from 'node:assert/strict';
import test from 'node:test';
import { jsonExcess } from '../../../device/api/json-size.ts';

const isDeeperThan = (levels: number, json: string) => jsonExcess({ levels, values: 1000 }, json) !== null;
const hasMoreThan = (values: number, json: string) => jsonExcess({ levels: 10, values }, json) !== null;

const nested = (levels: number, [open = '', close = '']: string) => `${open.repeat(levels)}1${close.repeat(levels)}`;

test('levels are counted outside texts only', () => {
  assert.deepEqual([isDeeperThan(3, nested(3, '[]')), isDeeperThan(3, nested(4, '[]'))], [false, true]);
  assert.equal(isDeeperThan(1, `{"a":"${'[{'.repeat(50)}"}`), false);
  assert.equal(isDeeperThan(1, String.raw`{"a":"\"[[[[","b":"\\"}`), false);
  assert.equal(isDeeperThan(1, String.raw`{"a":"\\\\",     "b":[[1]]}`), true);
  assert.equal(isDeeperThan(1, '[],[],[]'), false);
});

test('values are counted wherever they are, and not what looks like them in a text', () => {
  assert.deepEqual([hasMoreThan(4, '[1,{"a":2},[3,4]]'), hasMoreThan(3, '[1,{"a":2},[3,4]]')], [false, true]);
  assert.equal(hasMoreThan(2, `{"a":"${','.repeat(50)}","b":1}`), false);
  assert.equal(hasMoreThan(1000, `[${'{},'.repeat(20_000)}{}]`), true);
});
