/**
 * The two files on the card's FAT partition. The partition may be full: overwriting a file that is there always works.
 */
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openNew, syncDirectory } from '../platform/durable-file.ts';

/**
 * Writes the content beside the file, then renames it into place. @throws the partition's error; the file is then as it
 * was.
 */
export async function replaceFile(path: string, content: Buffer): Promise<void> {
  const beside = `${path}.new`;
  try {
    await write(await openNew(beside), content);
    await rename(beside, path);
  } catch (error) {
    await rm(beside, { force: true }).catch(() => {});
    throw error;
  }
  await syncDirectory(dirname(path));
}

/**
 * Writes over the file from its first byte, and creates it if it is missing. A power cut can leave a part of each
 * content. @throws ELOOP where the path is a link. FAT has no links, and root would write wherever one leads.
 */
export async function overwriteFile(path: string, content: Buffer): Promise<void> {
  const file = await open(path, constants.O_RDWR | constants.O_NOFOLLOW).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'ENOENT') throw error;
    return openNew(path);
  });
  await write(file, content);
  await syncDirectory(dirname(path));
}

async function write(file: FileHandle, content: Buffer): Promise<void> {
  try {
    for (let done = 0; done < content.length; )
      done += (await file.write(content, done, content.length - done, done)).bytesWritten;
    await file.sync();
  } finally {
    await file.close();
  }
}
