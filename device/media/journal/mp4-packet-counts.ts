/** Counts the samples that an MP4 file promises, and checks that the file is long enough to hold the last of them. */
import { type FileHandle, open } from 'node:fs/promises';
import type { PacketCounts } from './join-order.ts';

const HEAD_BYTES = 8;
const LONG_HEAD_BYTES = 16;
/** What is read of a box: up to the count of `stsz`, the handler of `hdlr`, the length of `mvhd`. */
const BEGINNING_BYTES = 32;
/** Boxes that are looked into. */
const OPENED = ['moov', 'trak', 'mdia', 'minf', 'stbl'];

interface FoundBox {
  type: string;
  /** Of its content, in the file. */
  from: number;
  to: number;
}

/** @throws when the file is no MP4, has no index, or ends before its media data does. */
export async function mp4PacketCounts(path: string): Promise<PacketCounts & { seconds: number }> {
  const file = await open(path, 'r');
  try {
    const counts = { video: 0, audio: 0, seconds: 0 };
    let handler = '';
    let hasIndex = false;
    // What is inside a box is looked at before what comes after it: the handler stands before the table that it is of.
    const inside = [{ at: 0, to: (await file.stat()).size }];
    for (let here = inside.at(-1); here; here = inside.at(-1)) {
      if (here.at >= here.to) {
        inside.pop();
        continue;
      }
      const box = await boxAt(file, here);
      here.at = box.to;
      hasIndex ||= box.type === 'moov';
      if (OPENED.includes(box.type)) inside.push({ at: box.from, to: box.to });
      else if (box.type === 'mvhd') counts.seconds = secondsOf(await beginningOf(file, box));
      else if (box.type === 'hdlr') handler = (await beginningOf(file, box)).toString('latin1', 8, 12);
      else if (box.type === 'stsz') {
        const count = (await beginningOf(file, box)).readUInt32BE(8);
        if (handler === 'vide') counts.video += count;
        if (handler === 'soun') counts.audio += count;
      }
    }
    if (!hasIndex) throw new Error('no index (moov)');
    return counts;
  } finally {
    await file.close();
  }
}

/** It must lie inside what it is in. */
async function boxAt(file: FileHandle, { at, to }: { at: number; to: number }): Promise<FoundBox> {
  const head = Buffer.alloc(LONG_HEAD_BYTES);
  const { bytesRead } = await file.read(head, 0, Math.min(LONG_HEAD_BYTES, to - at), at);
  if (bytesRead < HEAD_BYTES) throw new Error(`a box at ${at} is cut off`);
  const type = head.toString('latin1', 4, 8);
  const short = head.readUInt32BE(0);
  const isLong = short === 1;
  const bytes = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short;
  const headBytes = isLong ? LONG_HEAD_BYTES : HEAD_BYTES;
  if (bytes < headBytes || at + bytes > to) throw new Error(`the box ${type} at ${at} is cut off`);
  return { type, from: at + headBytes, to: at + bytes };
}

async function beginningOf(file: FileHandle, { type, from, to }: FoundBox): Promise<Buffer> {
  const bytes = Buffer.alloc(BEGINNING_BYTES);
  const { bytesRead } = await file.read(bytes, 0, Math.min(BEGINNING_BYTES, to - from), from);
  if (bytesRead < 12) throw new Error(`the box ${type} at ${from} is cut off`);
  return bytes;
}

/** `mvhd`: version 0 has 32-bit times, version 1 64-bit ones. */
function secondsOf(header: Buffer): number {
  return header.readUInt8(0) === 1
    ? Number(header.readBigUInt64BE(24)) / header.readUInt32BE(20)
    : header.readUInt32BE(16) / header.readUInt32BE(12);
}
