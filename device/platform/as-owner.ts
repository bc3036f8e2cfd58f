import { stat } from 'node:fs/promises';

/**
 * What root writes into a folder of another user's, written as that user: never is there a moment, and so no power cut, at
 * which the file is root's. For anyone else than root the task runs as it is. One at a time.
 */
export async function asOwnerOf<T>(folder: string, task: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() !== 0) return task();
  const { uid, gid } = await stat(folder);
  process.setegid?.(gid);
  process.seteuid?.(uid);
  try {
    return await task();
  } finally {
    process.seteuid?.(0);
    process.setegid?.(0);
  }
}
