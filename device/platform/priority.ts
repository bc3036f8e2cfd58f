import { getPriority, setPriority } from 'node:os';

/** Priority of this process: -20 is the highest, 19 the lowest. Its children inherit it. */
export const ownPriority = () => getPriority();

/**
 * Sets the priority of a process's main thread and of what that starts from now on. Raising it takes a right that not
 * everybody has.
 */
export function givePriority(pid: number | undefined, nice: number): void {
  if (pid === undefined) return;
  try {
    setPriority(pid, nice);
  } catch {
    // It is not allowed, which does no harm; or the process is gone, and its end says why.
  }
}
