/** That work grows no faster than its input, on a machine that is busy with other things too. */
import assert from 'node:assert/strict';

const ROUNDS = 7;
/** Shorter ones are lost in what else a process does. */
const LEAST_MS = 5;

/** `twice` has double the input of `once`, and may take 2.5 times as long. */
export function assertLinear(what: string, once: () => unknown, twice: () => unknown): void {
  // The least of several is what the work takes, whatever else goes on meanwhile.
  let [onceMs, twiceMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round++) {
    onceMs = Math.min(onceMs, cpuMsOf(once));
    twiceMs = Math.min(twiceMs, cpuMsOf(twice));
  }
  assert.ok(twiceMs <= Math.max(onceMs, LEAST_MS) * 2.5, `${what}: ${onceMs} ms, twice of it ${twiceMs} ms`);
}

function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
