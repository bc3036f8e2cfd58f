/** Files that survive a power cut whole: write beside, sync, rename, sync the folder. */
import { constants } from 'node:fs';
import { type FileHandle, mkdir, mkdtemp, open, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/** Makes a file's content survive a power cut. */
export async function syncFile(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Makes the names in a folder (creations, renames, removals) survive a power cut. */
export const syncDirectory = syncFile;

/**
 * Makes a folder with those above it. @throws EROFS for a read-only disk, which `recursive` alone reports as ENOENT.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'ENOENT' && code !== 'EEXIST') throw error;
    if (code === 'ENOENT') await makeFolder(dirname(path));
    await mkdir(path, { recursive: true });
  }
}

/**
 * Opens a new file for writing: whatever has the name, a link too, is removed first. @throws EISDIR for a folder, and
 * EEXIST where somebody makes another meanwhile.
 */
export async function openNew(path: string, mode?: number): Promise<FileHandle> {
  await rm(path, { force: true }).catch((error: NodeJS.ErrnoException) => {
    throw error.code === 'ERR_FS_EISDIR' ? Object.assign(error, { code: 'EISDIR' }) : error;
  });
  const { O_WRONLY, O_CREAT, O_EXCL, O_NOFOLLOW } = constants;
  return open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, mode);
}

/**
 * Replaces `path` as one step: a reader sees the old content or the new, never a part. A file that root writes belongs
 * to the folder's owner from the moment it has its name.
 */
export async function writeDurably(path: string, content: string | Buffer, mode = 0o644): Promise<void> {
  await makeFolder(dirname(path));
  const beside = `${path}.new`;
  const file = await orOutOfTheWay(beside, () => openNew(beside, mode));
  try {
    await file.chmod(mode);
    if (process.geteuid?.() === 0) {
      const { uid, gid } = await stat(dirname(path));
      await file.chown(uid, gid);
    }
    await file.writeFile(content);
    await file.sync();
  } finally {
    await file.close();
  }
  await orOutOfTheWay(path, () => rename(beside, path));
  await syncDirectory(dirname(path));
}

/** Renames a folder in the place of a file, as a repaired file system can leave it. */
async function orOutOfTheWay<T>(path: string, write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EISDIR') throw error;
    await rename(path, await mkdtemp(`${path}.damaged-`));
    return write();
  }
}

/** Rethrows in a `catch` all but a read-only disk, which does not keep a box from being on air. */
export function unlessReadOnly(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EROFS') throw error;
}

/** The file's text, or null where there is no such file. Other errors are thrown. */
export async function readIfThere(path: string): Promise<string | null> {
  return (await bytesIfThere(path))?.toString('utf8') ?? null;
}

/** The file's bytes, or null where there is no such file. */
export async function bytesIfThere(path: string): Promise<Buffer | null> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
