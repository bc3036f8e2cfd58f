/** Notices cameras and sound cards that come and go, and files in their place that come. */
import { existsSync, readdirSync } from 'node:fs';
import type { Clock } from '../../platform/clock.ts';

/** Two folder listings, 0.1 ms, less than handing them to another thread: often enough that a replugged camera is back within the 2 s that people wait. */
const LOOK_EVERY_MS = 1000;

/**
 * Calls after each change of the device nodes, until the returned function is called. `files`: to be replayed now; one that
 * goes is no change, since whoever has it open plays on.
 */
export function watchDevices(clock: Clock, files: () => string[], onChange: () => void): () => void {
  let known: { nodes: string; files: string[] } | null = null;
  let cancel = () => {};
  const look = () => {
    const before = known;
    const now = {
      nodes: [...names('/dev', /^video\d/), ...names('/dev/snd', /^pcm.*c$/)].join(),
      files: files().filter((file) => existsSync(file)),
    };
    known = now;
    if (before && (now.nodes !== before.nodes || now.files.some((file) => !before.files.includes(file)))) onChange();
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
