/** Takes a file that is sent, to the disk as it comes and never whole in memory. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { makeFolder, syncDirectory } from '../../platform/durable-file.ts';
import { because, type Reason } from '../../reason.ts';

/** A package has 4 MB. */
export const UPLOAD_MAX_BYTES = 50_000_000;
const MEGABYTE = 1_000_000;

/** Null once all of it is on the disk as `path`. What was there before stays until then. */
export async function upload(body: Readable, declaredBytes: number | null, path: string): Promise<Reason | null> {
  const tooLarge = because('updateTooLarge', `${declaredBytes} bytes`, { maximum: UPLOAD_MAX_BYTES / MEGABYTE });
  if (declaredBytes !== null && declaredBytes > UPLOAD_MAX_BYTES) return tooLarge;
  const part = `${path}.part`;
  let bytes = 0;
  const counted = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      bytes += chunk.length;
      done(bytes > UPLOAD_MAX_BYTES ? new TooLarge() : null, chunk);
    },
  });
  try {
    await makeFolder(dirname(path));
    const { bavail, bsize } = await statfs(dirname(path));
    if (declaredBytes !== null && declaredBytes > bavail * bsize) return because('updateNoRoom', 'no room');
    await pipeline(body, counted, createWriteStream(part));
    if (declaredBytes !== null && bytes !== declaredBytes) return because('updateCutOff', `${bytes} bytes came`);
    const file = await open(part, 'r');
    await file.sync().finally(() => file.close());
    await rename(part, path);
    await syncDirectory(dirname(path));
    return null;
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (error instanceof TooLarge) return tooLarge;
    const isDisk = code === 'ENOSPC' || code === 'EDQUOT' || code === 'EROFS' || code === 'EIO';
    return because(isDisk ? 'updateNoRoom' : 'updateCutOff', message);
  } finally {
    await rm(part, { force: true }).catch(() => {});
  }
}

class TooLarge extends Error {}
