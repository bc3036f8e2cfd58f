/** One tag of an FLV stream, as flvmux writes it: 11-byte head, payload, 4-byte trailer that repeats the size before it. */

export type MediaKind = 'video' | 'audio';

export interface FlvTag {
  kind: MediaKind | 'script';
  /** Decode time as the head states it, 0..2^32-1. */
  timestampMs: number;
  /** An H.264 IDR picture: decoding can start here. False for sequence headers. */
  keyframe: boolean;
  /** The decoder's configuration (H.264 SPS and PPS, AAC AudioSpecificConfig), not media. */
  sequenceHeader: boolean;
  /** The whole tag, head and trailer included: a view of the bytes that were parsed. */
  bytes: Buffer;
}

export const TAG_HEAD_BYTES = 11;
export const TAG_TRAILER_BYTES = 4;

const KINDS: Record<number, FlvTag['kind']> = { 8: 'audio', 9: 'video', 18: 'script' };

/** The kind that a tag's first byte states, or undefined: filtered (encrypted) and reserved kinds are not ours. */
export function kindOf(firstByte: number): FlvTag['kind'] | undefined {
  return KINDS[firstByte];
}

/** Reads the head of a sound whole tag. */
export function tagFrom(bytes: Buffer, kind: FlvTag['kind']): FlvTag {
  const payload = bytes.length - TAG_HEAD_BYTES - TAG_TRAILER_BYTES;
  const codec = bytes.readUInt8(TAG_HEAD_BYTES);
  const packet = payload > 1 ? bytes.readUInt8(TAG_HEAD_BYTES + 1) : -1;
  const avc = kind === 'video' && (codec & 0x0f) === 7;
  const aac = kind === 'audio' && codec >> 4 === 10;
  return {
    kind,
    timestampMs: bytes.readUIntBE(4, 3) + bytes.readUInt8(7) * 0x1000000,
    keyframe: avc && codec >> 4 === 1 && packet === 1,
    sequenceHeader: (avc || aac) && packet === 0,
    bytes,
  };
}

/** The tag without its head and trailer; a view. */
export function payloadOf(tag: FlvTag): Buffer {
  return tag.bytes.subarray(TAG_HEAD_BYTES, tag.bytes.length - TAG_TRAILER_BYTES);
}

/** A coded H.264 picture: not a sequence header, an end-of-sequence mark or a seek command. */
export function isPicture(tag: FlvTag): boolean {
  const payload = payloadOf(tag);
  const frameType = (payload[0] ?? 0) >> 4;
  return (
    tag.kind === 'video' && ((payload[0] ?? 0) & 0x0f) === 7 && payload[1] === 1 && frameType >= 1 && frameType <= 3
  );
}
