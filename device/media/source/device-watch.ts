/** Notices cameras and sound cards that come and go. */
import { readdirSync } from 'node:fs';
import type { Clock } from '../../platform/clock.ts';

/** Two folder listings, 0.1 ms, less than handing them to another thread: often enough that a replugged camera is back within the 2 s that people wait. */
const LOOK_EVERY_MS = 1000;

/** Calls after each change of the device nodes, until the returned function is called. */
export function watchDevices(clock: Clock, onChange: () => void): () => void {
  let known: string | null = null;
  let cancel = () => {};
  const look = () => {
    const nodes = [...names('/dev', /^video\d/), ...names('/dev/snd', /^pcm.*c$/)].join();
    if (known !== null && nodes !== known) onChange();
    known = nodes;
    cancel = clock.after(LOOK_EVERY_MS, look);
  };
  look();
  return () => cancel();
}

function names(folder: string, wanted: RegExp): string[] {
  try {
    return readdirSync(folder)
      .filter((name) => wanted.test(name))
      .sort();
  } catch {
    return [];
  }
}
