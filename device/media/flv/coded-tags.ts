/** Makes FLV tags of an encoder's output: H.264 in AVC form, raw AAC, and their configurations. */
import { type FlvTag, TAG_HEAD_BYTES, TAG_TRAILER_BYTES, tagFrom } from './flv-tag.ts';

const TYPE = { audio: 8, video: 9, script: 18 } as const;
const AVC = 7;
/** AAC; FLV then leaves rate, size and channels to the configuration, and wants 44 kHz, 16 bit, stereo said. */
const AAC_HEAD = 0xaf;

/** `config`: an AVCDecoderConfigurationRecord (ISO 14496-15). */
export function pictureHeaderTag(config: Buffer, timestampMs: number): FlvTag {
  return flvTag('video', timestampMs, [0x10 | AVC, 0, 0, 0, 0], config);
}

/** `picture`: one access unit, each NAL unit behind its length. @param compositionMs from decoding to showing it */
export function pictureTag(picture: Buffer, isKeyframe: boolean, timestampMs: number, compositionMs: number): FlvTag {
  const composition = [(compositionMs >> 16) & 0xff, (compositionMs >> 8) & 0xff, compositionMs & 0xff];
  return flvTag('video', timestampMs, [(isKeyframe ? 0x10 : 0x20) | AVC, 1, ...composition], picture);
}

/** `config`: an AudioSpecificConfig (ISO 14496-3). */
export function soundHeaderTag(config: Buffer, timestampMs: number): FlvTag {
  return flvTag('audio', timestampMs, [AAC_HEAD, 0], config);
}

export function soundTag(sound: Buffer, timestampMs: number): FlvTag {
  return flvTag('audio', timestampMs, [AAC_HEAD, 1], sound);
}

/** `payload` is copied. Times are modulo 2^32. */
export function flvTag(kind: FlvTag['kind'], timestampMs: number, start: number[], payload: Buffer): FlvTag {
  const length = start.length + payload.length;
  const bytes = Buffer.allocUnsafe(TAG_HEAD_BYTES + length + TAG_TRAILER_BYTES);
  bytes.writeUInt8(TYPE[kind], 0);
  bytes.writeUIntBE(length, 1, 3);
  bytes.writeUIntBE(timestampMs % 0x1000000, 4, 3);
  bytes.writeUInt8(Math.floor(timestampMs / 0x1000000) % 0x100, 7);
  bytes.writeUIntBE(0, 8, 3);
  bytes.set(start, TAG_HEAD_BYTES);
  payload.copy(bytes, TAG_HEAD_BYTES + start.length);
  bytes.writeUInt32BE(TAG_HEAD_BYTES + length, TAG_HEAD_BYTES + length);
  return tagFrom(bytes, kind);
}
