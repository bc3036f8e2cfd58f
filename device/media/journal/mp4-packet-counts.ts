/** Counts the samples that an MP4 file promises, and checks that the file is long enough to hold the last of them. */
import { type FileHandle, open } from 'node:fs/promises';
import type { PacketCounts } from './join-order.ts';
import { boxesIn, boxIn, descend, handlerOf } from './mp4-box.ts';

/** The index of a 10-hour talk is 30 MB; more is no file of ours. */
const LARGEST_INDEX_BYTES = 256 * 1024 * 1024;

/** @throws when the file is no MP4, has no index, or ends before its media data does. */
export async function mp4PacketCounts(path: string): Promise<PacketCounts & { seconds: number }> {
  const file = await open(path, 'r');
  try {
    const movie = await movieBox(file);
    const header = boxIn(movie, 'mvhd');
    const counts = { video: 0, audio: 0, seconds: header ? secondsOf(header) : 0 };
    for (const { type, payload: track } of boxesIn(movie)) {
      if (type !== 'trak') continue;
      const [kind, sizes] = [handlerOf(track), descend(track, ['mdia', 'minf', 'stbl', 'stsz'])];
      if (!sizes) continue;
      if (kind === 'vide') counts.video += sizes.readUInt32BE(8);
      if (kind === 'soun') counts.audio += sizes.readUInt32BE(8);
    }
    return counts;
  } finally {
    await file.close();
  }
}

/** The payload of `moov`. Every box on the way must lie inside the file. */
async function movieBox(file: FileHandle): Promise<Buffer> {
  const { size: fileBytes } = await file.stat();
  const head = Buffer.alloc(16);
  let movie: Buffer | null = null;
  for (let at = 0; at < fileBytes; ) {
    const { bytesRead } = await file.read(head, 0, 16, at);
    if (bytesRead < 8) throw new Error(`a box at ${at} is cut off`);
    const short = head.readUInt32BE(0);
    const bytes = short === 1 ? Number(head.readBigUInt64BE(8)) : short === 0 ? fileBytes - at : short;
    const headBytes = short === 1 ? 16 : 8;
    const type = head.toString('latin1', 4, 8);
    if (bytes < headBytes || at + bytes > fileBytes) throw new Error(`the box ${type} at ${at} is cut off`);
    if (type === 'moov') {
      if (bytes > LARGEST_INDEX_BYTES) throw new Error(`an index of ${bytes} bytes`);
      movie = Buffer.alloc(bytes - headBytes);
      await file.read(movie, 0, movie.length, at + headBytes);
    }
    at += bytes;
  }
  if (!movie) throw new Error('no index (moov)');
  return movie;
}

/** `mvhd`: version 0 has 32-bit times, version 1 64-bit ones. */
function secondsOf(header: Buffer): number {
  return header.readUInt8(0) === 1
    ? Number(header.readBigUInt64BE(24)) / header.readUInt32BE(20)
    : header.readUInt32BE(16) / header.readUInt32BE(12);
}
