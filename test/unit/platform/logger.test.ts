import assert from 'node:assert/strict';
import test from 'node:test';
import { createLog } from '../../../device/platform/logger.ts';

test('a line says its level in a word, and nothing that is hidden, in any form', () => {
  const written: string[] = [];
  const log = createLog((line) => written.push(line));
  log.hide(['key "with" quotes', 'secret', 'ab', '']);
  log.logger.warn({ address: 'rtmp://host/live/secret', nested: { text: 'key "with" quotes' } }, 'about secret ab');
  log.logger.child({ from: 'secret' }).error({ err: new Error('no secret') }, 'failed');
  const lines = written.map((line) => JSON.parse(line));
  assert.deepEqual(
    lines.map(({ level, msg }) => [level, msg]),
    [
      ['warn', 'about *** ab'],
      ['error', 'failed'],
    ],
  );
  assert.equal(lines[0].nested.text, '***');
  assert.doesNotMatch(written.join(''), /secret|quotes/);
  assert.deepEqual(
    log.tail(10),
    written.map((line) => line.trimEnd()),
  );
});

test('the newest 500 lines are kept, oldest first', () => {
  const log = createLog(() => {});
  for (let number = 1; number <= 600; number += 1) log.logger.info({ number }, 'line');
  const kept = log.tail(1000).map((line) => JSON.parse(line).number);
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [500, 101, 600]);
});
