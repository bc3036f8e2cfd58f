/**
 * `npm run test:fuzz -- 60 [NAME …]`: so many seconds each target. What is found is put into `corpus/`, cut down, and told; `SEED=N`
 * does the same run again.
 */
import { createHash } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cutDown } from './cut-down.ts';
import { mutate } from './mutate.ts';
import { Random } from './random.ts';
import { makeSamples } from './samples.ts';
import { corpusFolder, targetsFor } from './targets.ts';
import { faultOf, growthFault } from './try-input.ts';

/** More is a matter of size, which `growthFault` makes by itself. */
const MOST_KEPT_BYTES = 4096;

const [seconds = '10', ...names] = process.argv.slice(2);
const seed = Number(process.env.SEED ?? Date.now() % 2 ** 32);
const targets = targetsFor(makeSamples()).filter(
  ({ name }) => names.length === 0 || names.some((word) => name.includes(word)),
);
if (!(Number(seconds) > 0) || targets.length === 0) {
  console.error('npm run test:fuzz -- SECONDS [NAME …]');
  process.exit(2);
}
console.log(`seed ${seed}`);
let faults = 0;
for (const target of targets) {
  const random = new Random(seed);
  let inputs = 0;
  let fault = growthFault(target, target.mostBytes);
  const untilMs = performance.now() + Number(seconds) * 1000;
  if (fault !== null) {
    faults += 1;
    console.log(`✖ ${target.name}: ${fault}`);
  }
  while (fault === null && performance.now() < untilMs) {
    const input = mutate(random, target.samples, target);
    inputs += 1;
    fault = faultOf(target, input);
    if (fault === null) continue;
    faults += 1;
    const small = cutDown(input, (part) => faultOf(target, part) !== null);
    const isKept = small.length <= MOST_KEPT_BYTES;
    const folder = corpusFolder(target.name);
    if (isKept) mkdirSync(folder, { recursive: true });
    if (isKept) writeFileSync(join(folder, createHash('sha256').update(small).digest('hex').slice(0, 12)), small);
    console.log(
      `✖ ${target.name}: ${fault.replaceAll('\n', '\n    ')}\n  ${small.length} bytes${isKept ? `, in ${folder}` : ''}`,
    );
  }
  console.log(`${fault === null ? '✔' : '✖'} ${target.name}: ${inputs} inputs`);
}
process.exit(faults === 0 ? 0 : 1);
