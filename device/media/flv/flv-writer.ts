/** Writes the parts that a parsed tag does not hold: the file header and a head with another time. */
import { type FlvTag, TAG_HEAD_BYTES } from './flv-tag.ts';

/** The 13 bytes before the first tag: file header and the trailer of no tag. */
export function flvFileHeader({ audio, video }: { audio: boolean; video: boolean }): Buffer {
  return Buffer.from([0x46, 0x4c, 0x56, 1, (audio ? 4 : 0) | (video ? 1 : 0), 0, 0, 0, 9, 0, 0, 0, 0]);
}

/** The tag at another time (whole milliseconds, modulo 2^32): a fresh head, and an untouched view of the rest. */
export function restamped(tag: FlvTag, timestampMs: number): [head: Buffer, rest: Buffer] {
  const head = Buffer.allocUnsafe(TAG_HEAD_BYTES);
  const stamp = timestampMs >>> 0;
  tag.bytes.copy(head, 0, 0, 4);
  head.writeUIntBE(stamp & 0xffffff, 4, 3);
  head.writeUInt8(stamp >>> 24, 7);
  head.writeUIntBE(0, 8, 3);
  return [head, tag.bytes.subarray(TAG_HEAD_BYTES)];
}
