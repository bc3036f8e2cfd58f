/** Work on foreign bytes that would keep everything else waiting, done a little at a time. */
import { setImmediate as nextTurn } from 'node:timers/promises';

/** Of one turn of the event loop, on whatever board: a press of the button is answered within 150 ms. */
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

/** The same at one go, for what is known to be small. */
export function atOnce<T>(steps: Generator<void, T>): T {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
}
