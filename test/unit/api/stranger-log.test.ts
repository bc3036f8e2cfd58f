import assert from 'node:assert/strict';
import test from 'node:test';
import { StrangerLog } from '../../../device/api/stranger-log.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';

function openLog() {
  const lines: { from: string; count: number; said: string }[] = [];
  const clock = new FakeClock();
  const logger = {
    warn: (facts: object, said: string) => lines.push({ ...(facts as { from: string; count: number }), said }),
  };
  return { lines, clock, log: new StrangerLog({ clock, logger: logger as never }) };
}

test('one line a minute for each address, with how often of what kind', async () => {
  const { lines, clock, log } = openLog();
  for (let at = 0; at < 1000; at++) log.note('10.0.0.1', at % 2 ? 'broken message' : 'POST /api/session/start: 401');
  log.note('10.0.0.2', 'broken message');
  assert.deepEqual(
    lines.map(({ from, count }) => [from, count]),
    [
      ['10.0.0.1', 1],
      ['10.0.0.2', 1],
    ],
  );
  await clock.pass(61_000, 1000);
  assert.deepEqual(lines[2], {
    from: '10.0.0.1',
    count: 999,
    said: 'from a stranger: broken message (500 times), POST /api/session/start: 401 (499 times)',
  });
  assert.equal(lines.length, 3);
  // Whoever goes on for an hour gets sixty lines.
  for (let second = 0; second < 3600; second++) {
    log.note('10.0.0.1', 'broken message');
    await clock.pass(1000);
  }
  await clock.pass(61_000, 1000);
  assert.ok(lines.length >= 60 && lines.length <= 65, `${lines.length} lines`);
  assert.equal(
    lines.reduce((sum, { count }) => sum + count, 0),
    1001 + 3600,
  );
});

test('any number of addresses and kinds has few lines, and nothing is forgotten', async () => {
  const { lines, clock, log } = openLog();
  for (let at = 0; at < 5000; at++) log.note(`10.0.${at >> 8}.${at & 255}`, `kind ${at}`);
  await clock.pass(61_000, 1000);
  assert.ok(lines.length <= 40, `${lines.length} lines`);
  assert.ok(lines.every(({ said }) => said.length < 1000));
  assert.equal(
    lines.reduce((sum, { count }) => sum + count, 0),
    5000,
  );
  const before = lines.length;
  await clock.pass(600_000, 10_000);
  assert.equal(lines.length, before, 'and then it is silent');
});
