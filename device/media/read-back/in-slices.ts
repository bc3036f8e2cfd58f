/** Does work on foreign bytes a little at a time, so that nothing else has to wait for it. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Part of one turn of the event loop, on any board: a press of the button is answered within 150 ms. */
const SLICE_MS = 8;

/** Runs `steps` to its end; between its steps everything else has its turn. A step has to be short: a millisecond or so. */
export async function inSlices<T>(steps: Generator<void, T>): Promise<T> {
  let fromMs = performance.now();
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    if (performance.now() - fromMs < SLICE_MS) continue;
    await nextTurn();
    fromMs = performance.now();
  }
}

/** Runs it in one go, for input that is known to be small. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
