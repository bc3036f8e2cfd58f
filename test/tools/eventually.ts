import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';

/** Asks again until the answer is neither null nor false; fails, saying what was awaited, after 30 s if nothing else is said. */
export async function eventually<T>(
  what: string,
  ask: () => Promise<T | null | false>,
  withinSeconds = 30,
): Promise<T> {
  const deadline = performance.now() + withinSeconds * 1000;
  while (performance.now() < deadline) {
    const answer = await ask();
    if (answer !== null && answer !== false) return answer;
    await sleep(100);
  }
  assert.fail(`not within ${withinSeconds} s: ${what}`);
}
