/** The two files on the card's FAT partition, which may be full: what is there already can always be written over. */
import { constants } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { openNew, syncDirectory } from '../platform/durable-file.ts';

/** Written beside and put in its place. @throws what the partition says; then the file is as it was. */
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
 * From its first byte on; made if it is not there. A power cut can leave a part of each. @throws ELOOP where it is a link,
 * which FAT has not: root would write wherever it leads.
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
