import { getPriority, setPriority } from 'node:os';

/** Of this process: -20 is the highest, 19 the lowest. What it starts inherits it. */
export const ownPriority = () => getPriority();

/** For the main thread of a process and what that starts from now on. Raising it takes a right that not everybody has. */
export function givePriority(pid: number | undefined, nice: number): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, nice);
  } catch {
    // Not allowed, which does no harm; or it is gone already, and its end says why.
  }
}
