import assert from 'node:assert/strict';
import { once } from 'node:events';
import test, { after } from 'node:test';
import type { Child } from '../../../device/supervise/child.ts';
import { WarmPool } from '../../../device/supervise/warm-pool.ts';
import { FakeClock } from '../../tools/machine/fake-clock.ts';
import { endChildren, smallChild } from './small-child.ts';

after(endChildren);

/** Longer than it takes until taken ones are replaced. */
const LATER_MS = 5000;

function warmPool(wanted: number, script = 'setInterval(() => {}, 1000)') {
  const clock = new FakeClock();
  const started: Child[] = [];
  const pool = new WarmPool({
    clock,
    wanted,
    start: () => {
      const child = smallChild(script);
      started.push(child);
      return child;
    },
  });
  const alive = () => started.filter((child) => !child.isGone);
  return { pool, clock, started, alive };
}

test('the wanted number is kept from the start; one that is taken is replaced later, not in the same moment', () => {
  const { pool, clock, started } = warmPool(2);
  pool.start();
  assert.equal(started.length, 2);
  assert.equal(pool.take(), started[0]);
  assert.equal(pool.take(), started[1]);
  assert.equal(started.length, 2);
  clock.advance(LATER_MS);
  assert.equal(started.length, 4);
  clock.advance(LATER_MS * 10);
  assert.equal(started.length, 4, 'and no more than that');
  pool.close();
});

test('with none kept a new one is started for whoever asks', () => {
  const { pool, started } = warmPool(0);
  pool.start();
  assert.equal(started.length, 0);
  const child = pool.take();
  assert.equal(child, started[0]);
  pool.close();
});

test('one that died while it was kept is never given, and is replaced', async () => {
  const { pool, clock, started } = warmPool(1);
  pool.start();
  started[0]?.kill();
  await started[0]?.ended;
  await new Promise(setImmediate);
  assert.equal(started.length, 1, 'not at once');
  clock.advance(LATER_MS);
  assert.equal(started.length, 2);
  assert.equal(pool.take(), started[1]);
  pool.close();
});

test('a command that never starts is tried again slowly, not in a loop', async () => {
  const { pool, clock, started } = warmPool(1, 'process.exit(1)');
  pool.start();
  for (let round = 1; round <= 3; round++) {
    assert.equal(started.length, round);
    await started[round - 1]?.ended;
    await new Promise(setImmediate);
    assert.equal(started.length, round);
    clock.advance(LATER_MS);
  }
  pool.close();
});

test('with fewer wanted those above the number end; with more, more are kept', async () => {
  const { pool, clock, started, alive } = warmPool(3);
  pool.start();
  pool.setWanted(1);
  assert.equal(alive().length, 3, 'what is taken in the same breath is still there');
  clock.advance(LATER_MS);
  await Promise.all(started.slice(1).map(({ ended }) => ended));
  assert.deepEqual(alive(), [started[0]]);
  pool.setWanted(2);
  clock.advance(LATER_MS);
  assert.equal(alive().length, 2);
  pool.close();
});

test('after the close nothing is left and nothing is started; what was taken goes on', async () => {
  const { pool, clock, started, alive } = warmPool(2);
  pool.start();
  const taken = pool.take();
  pool.close();
  await started[1]?.ended;
  clock.advance(LATER_MS * 3);
  await once(process, 'nothing', { signal: AbortSignal.timeout(50) }).catch(() => {});
  assert.deepEqual(alive(), [taken]);
  assert.equal(started.length, 2);
  taken.kill();
});
