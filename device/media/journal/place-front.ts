/** Makes an MP4 of the parts of a recording by what is put in front of them. */
import { closeSync, fdatasyncSync, fsyncSync, openSync, readSync, rmSync, statfsSync, writeSync } from 'node:fs';
import { fallocate } from '../../platform/fallocate.ts';
import type { Mp4Front, Mp4Media } from './mp4-front.ts';

const COPY_BYTES = 1024 * 1024;
/** Written and not on the disk: what a talk that is being recorded may have to wait for. */
const UNSYNCED_BYTES = 8 * COPY_BYTES;

export interface FrontOrder {
  front(media: Mp4Media): Mp4Front;
  parts: string[];
  /** Before the media of the first part. */
  leadBytes: number;
  /** Bytes of all parts together, with what is before. */
  bytes: number;
  /** Written where the parts stay as they are. */
  output: string;
  spareBytes: number;
  /** Stays open while anything is done to a file. */
  lock: number;
  onCopied(bytes: number): Promise<void>;
}

export interface Placed {
  how: 'placed';
  path: string;
  /** From a position in the parts to one in the file. */
  shift: number;
}

export interface NoRoom {
  how: 'noRoom';
  neededBytes: number;
}

/**
 * A single part gets it in front where the file system can move a file's bytes without writing them again (ext4, XFS, F2FS);
 * else front and parts are written to `output`. A cut at any moment leaves parts of which each frame can still be read:
 * a parser of FLV passes over zeros and over a front, and the room is used the next time.
 */
export async function placeFront(order: FrontOrder): Promise<Placed | NoRoom> {
  const { front: frontFor, parts, leadBytes, bytes, output, spareBytes, lock } = order;
  const [first = ''] = parts;
  const front = frontFor({ leadBytes, mediaBytes: bytes - leadBytes, blockBytes: statfsSync(first).bsize });
  const { shift } = front;
  if (shift > spareBytes) return { how: 'noRoom', neededBytes: shift };
  const isRoom =
    parts.length === 1 && (shift === 0 || (await fallocate(first, 'insert-range', { offset: 0, bytes: shift }, lock)));
  if (isRoom) {
    try {
      writeFront(first, front);
    } catch (error) {
      // A player of FLV wants its first byte first.
      await fallocate(first, 'collapse-range', { offset: 0, bytes: front.bytes }, lock);
      throw error;
    }
    return { how: 'placed', path: first, shift };
  }
  const neededBytes = front.bytes + bytes - leadBytes;
  if (neededBytes > spareBytes) return { how: 'noRoom', neededBytes };
  await writeCopy(order, front);
  return { how: 'placed', path: output, shift };
}

function writeFront(path: string, front: Mp4Front): void {
  const file = openSync(path, 'r+');
  try {
    let at = 0;
    for (const piece of front.pieces()) at = writeWhole(file, piece, at);
    // A disk that has no room says so here at the latest.
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

async function writeCopy({ parts, leadBytes, output, onCopied }: FrontOrder, front: Mp4Front): Promise<void> {
  rmSync(output, { force: true });
  const file = openSync(output, 'w');
  const chunk = Buffer.allocUnsafe(COPY_BYTES);
  try {
    let at = 0;
    for (const piece of front.pieces()) at = writeWhole(file, piece, at);
    let syncedTo = 0;
    for (const [index, part] of parts.entries()) {
      const from = openSync(part, 'r');
      try {
        let position = index === 0 ? leadBytes : 0;
        for (;;) {
          const read = readSync(from, chunk, 0, chunk.length, position);
          if (read === 0) break;
          position += read;
          at = writeWhole(file, chunk.subarray(0, read), at);
          if (at - syncedTo >= UNSYNCED_BYTES) {
            fdatasyncSync(file);
            syncedTo = at;
          }
          await onCopied(read);
        }
      } finally {
        closeSync(from);
      }
    }
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** @returns where it ends */
function writeWhole(file: number, bytes: Buffer, position: number): number {
  for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done, bytes.length - done, position + done);
  return position + bytes.length;
}
