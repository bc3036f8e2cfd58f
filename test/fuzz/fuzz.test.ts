/** A short turn of `npm run test:fuzz`: what was found before, and the same changes each time; `SEED=N` makes others. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import { makeSamples } from './samples.ts';
import { targetsFor } from './targets.ts';
import { faultOf, growthFault, type Target } from './try-input.ts';

const SEED = Number(process.env.SEED ?? 1);
/** Of the long run: enough to tell what is linear from what is not. */
const GROWN_BYTES = 128 * 1024;
const INPUTS = 60;
/** Large inputs are few. */
const TOTAL_BYTES = 4 * 1024 * 1024;

const targets = targetsFor(makeSamples());

test('there is a target for every parser, each with samples that it reads', () => {
  assert.ok(targets.length > 20);
  assert.equal(new Set(targets.map(({ name }) => name)).size, targets.length);
  for (const { name, samples } of targets)
    assert.ok(samples.length > 0 && samples.every(({ length }) => length > 0), name);
});

for (const target of targets) {
  test(`${target.name}: no exception and no long turn, whatever comes`, (t: TestContext) => {
    for (const sample of target.samples) assertFaultless(target, sample, 'a sample');
    const random = new Random(SEED);
    for (let input = 0, bytes = 0; input < INPUTS && bytes < TOTAL_BYTES; input++) {
      const mutated = mutate(random, target.samples, target);
      bytes += mutated.length;
      assertFaultless(target, mutated, `input ${input} of seed ${SEED}`);
    }
    t.diagnostic(`seed ${SEED}`);
  });

  test(`${target.name}: work grows no faster than its input`, () => {
    assert.equal(growthFault(target, Math.min(target.mostBytes, GROWN_BYTES)), null);
  });
}

function assertFaultless(target: Target, input: Buffer, what: string): void {
  const fault = faultOf(target, input);
  if (fault !== null) assert.fail(`${what}: ${fault}\n${input.subarray(0, 300).toString('base64')}`);
}
