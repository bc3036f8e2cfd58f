/** That work grows no faster than its input, on a machine that is busy with other things too. */
import assert from 'node:assert/strict';

/** How much longer than the short input the long one is. */
export const GROWTH = 8;
/**
 * Work by the square takes 64 times as long, work in a line 8 times. Three times 8 leaves room for what a shared machine
 * does to its caches: on one, one input took 2.97 times as long as half of it.
 */
export const MOST_GROWTH = 24;
const ROUNDS = 7;
/** Shorter ones are lost in what else a process does. */
const LEAST_MS = 5;

/** `long` has eight times the input of `short`, and may take 24 times as long. */
export function assertLinear(what: string, short: () => unknown, long: () => unknown): void {
  // The least of several is what the work takes, whatever else goes on meanwhile.
  let [shortMs, longMs] = [Number.POSITIVE_INFINITY, Number.POSITIVE_INFINITY];
  for (let round = 0; round < ROUNDS; round++) {
    shortMs = Math.min(shortMs, cpuMsOf(short));
    longMs = Math.min(longMs, cpuMsOf(long));
  }
  assert.ok(
    longMs <= Math.max(shortMs, LEAST_MS) * MOST_GROWTH,
    `${what}: ${shortMs} ms, ${GROWTH} of it ${longMs} ms`,
  );
}

/** Time of the processor, in which other programs have no part. */
export function cpuMsOf(work: () => unknown): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}
