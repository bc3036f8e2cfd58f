/** Counts the samples that an MP4 file promises, and checks that the file is long enough to hold the last of them. */
import { open } from 'node:fs/promises';
import type { PacketCounts } from './join-order.ts';

const HEAD_BYTES = 8;
const LONG_HEAD_BYTES = 16;
/** Bytes read of a box: up to the count of `stsz`, the handler of `hdlr`, the length of `mvhd`. */
const BEGINNING_BYTES = 32;
/** Boxes whose content is read too. */
const OPENED = ['moov', 'trak', 'mdia', 'minf', 'stbl'];

interface FoundBox {
  type: string;
  /** Start and end of its content, in the file. */
  from: number;
  to: number;
}

/** A part of the file, to be given back as far as the file has it. */
export interface Wanted {
  at: number;
  bytes: number;
}

type Counts = PacketCounts & { seconds: number };

/** @throws when the file is no MP4, has no index, or ends before its media data does. */
export async function mp4PacketCounts(path: string): Promise<Counts> {
  const file = await open(path, 'r');
  try {
    const counting = countingPackets((await file.stat()).size);
    for (let step = counting.next(); ; ) {
      if (step.done) return step.value;
      const { at, bytes } = step.value;
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, at);
      step = counting.next(buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** The same wherever its bytes are. */
export function* countingPackets(size: number): Generator<Wanted, Counts, Buffer> {
  const counts = { video: 0, audio: 0, seconds: 0 };
  let handler = '';
  let hasIndex = false;
  // The content of a box is read before the box after it: the handler comes before the table that it is of.
  const inside = [{ at: 0, to: size }];
  for (let here = inside.at(-1); here; here = inside.at(-1)) {
    if (here.at >= here.to) {
      inside.pop();
      continue;
    }
    const box = yield* boxAt(here);
    here.at = box.to;
    hasIndex ||= box.type === 'moov';
    if (OPENED.includes(box.type)) inside.push({ at: box.from, to: box.to });
    else if (box.type === 'mvhd') counts.seconds = secondsOf(yield* beginningOf(box));
    else if (box.type === 'hdlr') handler = (yield* beginningOf(box)).toString('latin1', 8, 12);
    else if (box.type === 'stsz') {
      const count = (yield* beginningOf(box)).readUInt32BE(8);
      if (handler === 'vide') counts.video += count;
      if (handler === 'soun') counts.audio += count;
    }
  }
  if (!hasIndex) throw new Error('no index (moov)');
  return counts;
}

/** It must lie inside what it is in. */
function* boxAt({ at, to }: { at: number; to: number }): Generator<Wanted, FoundBox, Buffer> {
  const head = yield { at, bytes: Math.min(LONG_HEAD_BYTES, to - at) };
  if (head.length < HEAD_BYTES) throw new Error(`a box at ${at} is cut off`);
  const type = head.toString('latin1', 4, 8);
  const short = head.readUInt32BE(0);
  const isLong = short === 1;
  if (isLong && head.length < LONG_HEAD_BYTES) throw new Error(`the box ${type} at ${at} is cut off`);
  const bytes = isLong ? Number(head.readBigUInt64BE(8)) : short === 0 ? to - at : short;
  const headBytes = isLong ? LONG_HEAD_BYTES : HEAD_BYTES;
  if (bytes < headBytes || at + bytes > to) throw new Error(`the box ${type} at ${at} is cut off`);
  return { type, from: at + headBytes, to: at + bytes };
}

function* beginningOf({ type, from, to }: FoundBox): Generator<Wanted, Buffer, Buffer> {
  const found = yield { at: from, bytes: Math.min(BEGINNING_BYTES, to - from) };
  if (found.length < 12) throw new Error(`the box ${type} at ${from} is cut off`);
  const bytes = Buffer.alloc(BEGINNING_BYTES);
  found.copy(bytes);
  return bytes;
}

/** `mvhd`: version 0 has 32-bit times, version 1 64-bit ones. */
function secondsOf(header: Buffer): number {
  return header.readUInt8(0) === 1
    ? Number(header.readBigUInt64BE(24)) / header.readUInt32BE(20)
    : header.readUInt32BE(16) / header.readUInt32BE(12);
}
