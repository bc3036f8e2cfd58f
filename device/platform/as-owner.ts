/** Root in the folders of others. */
import { stat } from 'node:fs/promises';

/**
 * What root does in a folder is done as the one whom the folder belongs to: no link that this one made there leads to what
 * this one could not reach. Who is not root, or the folder root's own: done as it is. The whole process changes its user
 * meanwhile, so nothing else may go on beside it.
 * @throws what the task throws, and where the folder is not there.
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
