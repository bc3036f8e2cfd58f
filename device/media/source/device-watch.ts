/** Notices cameras and sound cards that come and go. */
import { readdir } from 'node:fs/promises';
import type { Clock } from '../../platform/clock.ts';

/** Two folder listings, 0.1 ms: often enough that a replugged camera is back within the 2 s that people wait. */
const LOOK_EVERY_MS = 1000;

/** Calls after each change of the device nodes, until the returned function is called. */
export function watchDevices(clock: Clock, onChange: () => void): () => void {
  let known: string | null = null;
  let cancel = () => {};
  let stopped = false;
  const look = async () => {
    const nodes = (await Promise.all([names('/dev', /^video\d/), names('/dev/snd', /^pcm.*c$/)])).flat().join();
    if (stopped) return;
    if (known !== null && nodes !== known) onChange();
    known = nodes;
    cancel = clock.after(LOOK_EVERY_MS, () => void look());
  };
  void look();
  return () => {
    stopped = true;
    cancel();
  };
}

async function names(folder: string, wanted: RegExp): Promise<string[]> {
  const all = await readdir(folder).catch(() => []);
  return all.filter((name) => wanted.test(name)).sort();
}
