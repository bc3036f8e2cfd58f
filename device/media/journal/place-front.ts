/** Makes an MP4 of the parts of a recording by what is put in front of them. */
import { createReadStream, createWriteStream } from 'node:fs';
import { open, rm, stat, statfs } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { fallocate } from '../../platform/fallocate.ts';

export interface FrontOrder {
  /** Its length is a multiple of this. */
  frontOf(blockBytes: number): Buffer;
  parts: string[];
  /** Written where the parts stay as they are. */
  output: string;
  /** Of all parts together. */
  mediaBytes: number;
  spareBytes: number;
}

/**
 * A single part gets it in front where the file system can move a file's bytes without writing them anew (ext4, XFS, F2FS);
 * else front and parts are written to `output`. A cut at any moment leaves parts of which each frame can still be read:
 * whoever reads FLV passes over zeros and over a front.
 */
export async function placeFront(order: FrontOrder): Promise<{ how: 'placed'; path: string } | NoRoom> {
  const { frontOf, parts, output, mediaBytes, spareBytes } = order;
  const [first = ''] = parts;
  const { bsize } = await statfs(first);
  const front = frontOf(bsize);
  if (front.length > spareBytes) return { how: 'noRoom', neededBytes: front.length };
  const frontRoom = { offset: 0, bytes: front.length };
  if (parts.length === 1 && (await fallocate(first, 'insert-range', frontRoom))) {
    try {
      await writeFront(first, front);
    } catch (error) {
      // A player of FLV wants its first byte first.
      await fallocate(first, 'collapse-range', frontRoom);
      throw error;
    }
    return { how: 'placed', path: first };
  }
  const neededBytes = front.length + mediaBytes;
  if (neededBytes > spareBytes) return { how: 'noRoom', neededBytes };
  await rm(output, { force: true });
  await pipeline(bytesOf(front, parts), createWriteStream(output));
  const { size } = await stat(output);
  if (size !== neededBytes) throw new Error(`${size} bytes written of ${neededBytes}`);
  return { how: 'placed', path: output };
}

export interface NoRoom {
  how: 'noRoom';
  neededBytes: number;
}

async function writeFront(path: string, front: Buffer): Promise<void> {
  const file = await open(path, 'r+');
  try {
    let written = 0;
    while (written < front.length)
      written += (await file.write(front, written, front.length - written, written)).bytesWritten;
    // A disk that has no room says so here at the latest.
    await file.sync();
  } finally {
    await file.close();
  }
}

async function* bytesOf(front: Buffer, parts: string[]): AsyncGenerator<Buffer> {
  yield front;
  for (const part of parts) yield* createReadStream(part, { highWaterMark: 1024 * 1024 });
}
