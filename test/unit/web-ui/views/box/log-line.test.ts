import assert from 'node:assert/strict';
import test from 'node:test';
import { createLog } from '../../../../../device/platform/logger.ts';
import { readLogLine } from '../../../../../web-ui/src/views/box/log-line.ts';

test("a line of the box's own log is read back", () => {
  const { logger, tail } = createLog(() => {});
  logger.warn({ part: 2, why: 'late' }, 'a part is late');
  logger.error(new Error('broken'));
  const [warning, error] = tail(2).map(readLogLine);
  assert.equal(warning?.kind, 'warn');
  assert.equal(warning?.message, 'a part is late');
  assert.deepEqual(JSON.parse(warning?.rest ?? ''), { part: 2, why: 'late' });
  assert.ok(Math.abs((warning?.at?.getTime() ?? 0) - Date.now()) < 60_000);
  assert.equal(error?.kind, 'error');
  assert.equal(error?.message, 'broken');
});

test('what is no JSON, or no line of the box, is shown as it is', () => {
  for (const whole of ['half of a {"li', '12', 'null', '"text"', '[]']) {
    const { message, kind, at } = readLogLine(whole);
    assert.deepEqual({ whole, kind, at }, { whole, kind: 'info', at: null });
    assert.equal(message, whole);
  }
});
