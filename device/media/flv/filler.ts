/** Fills coded pictures up to a size, as an encoder of constant bitrate does, with filler data (H.264, 7.3.2.7). */
import { pictureTag } from './coded-tags.ts';
import { type FlvTag, isPicture, payloadOf } from './flv-tag.ts';

/** Frame type and codec, packet type, composition time. */
const PICTURE_HEAD_BYTES = 5;
const LENGTH_BYTES = 4;
const FILLER_NAL = 0x0c;
const END_OF_NAL = 0x80;
/** A filler unit has its length, its type, one byte of filler and its end. */
const LEAST_BYTES = LENGTH_BYTES + 3;

/**
 * The picture as a tag of so many bytes; unchanged if it has about as many, or is no picture. Decoders skip the filler.
 */
export function filledTo(tag: FlvTag, bytes: number): FlvTag {
  const missing = bytes - tag.bytes.length;
  if (missing < LEAST_BYTES || !isPicture(tag)) return tag;
  const payload = payloadOf(tag);
  const filler = Buffer.alloc(missing, 0xff);
  filler.writeUInt32BE(missing - LENGTH_BYTES, 0);
  filler.writeUInt8(FILLER_NAL, LENGTH_BYTES);
  filler.writeUInt8(END_OF_NAL, missing - 1);
  const picture = Buffer.concat([payload.subarray(PICTURE_HEAD_BYTES), filler]);
  return pictureTag(picture, tag.keyframe, tag.timestampMs, payload.readIntBE(2, 3));
}
