/** Notices cameras and sound cards that come and go, and files in their place that come. */
import { existsSync, readdirSync } from 'node:fs';
import type { Clock } from '../../platform/clock.ts';

/**
 * Interval of two folder listings (0.1 ms, less than handing them to another thread): a replugged camera is back within
 * the 2 s that people wait.
 */
const POLL_EVERY_MS = 1000;

/**
 * Calls after each change of the device nodes, until the returned function is called. `files`: files to be replayed
 * now; the removal of one is no change, since its open reader continues.
 */
export function watchDevices(clock: Clock, files: () => string[], onChange: () => void): () => void {
  let known: { nodes: string; files: string[] } | null = null;
  let cancel = () => {};
  const poll = () => {
    const before = known;
    const now = {
      nodes: [...names('/dev', /^video\d/), ...names('/dev/snd', /^pcm.*c$/)].join(),
      files: files().filter((file) => existsSync(file)),
    };
    known = now;
    if (before && (now.nodes !== before.nodes || now.files.some((file) => !before.files.includes(file)))) onChange();
    cancel = clock.after(POLL_EVERY_MS, poll);
  };
  poll();
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
