/** Lets root work in the folders of others. */
import { stat } from 'node:fs/promises';

/**
 * Runs root's task as the owner of a folder: no link that the owner made there leads to what the owner could not reach.
 * In root's own folder, or without root, the task runs as it is. The whole process changes its user meanwhile, so
 * nothing else may run beside it.
 * @throws what the task throws, and where the folder does not exist
 */
export async function asOwnerOf<T>(folder: string, task: () => Promise<T>): Promise<T> {
  const { uid, gid } = await stat(folder);
  if (process.geteuid?.() !== 0 || uid === 0) return task();
  const [group, groups] = [process.getegid?.() as number, process.getgroups?.() as number[]];
  process.setgroups?.([gid]);
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    return await task();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(group);
    process.setgroups?.(groups);
  }
}
