/** FLV tags made by hand, with the heads and trailers that flvmux writes. */
import { TAG_HEAD_BYTES, TAG_TRAILER_BYTES } from '../../../device/media/flv/flv-tag.ts';

const TYPE = { audio: 8, video: 9, script: 18 } as const;

export function tag(kind: keyof typeof TYPE, timestampMs: number, payload: Uint8Array): Buffer {
  const bytes = Buffer.alloc(TAG_HEAD_BYTES + payload.length + TAG_TRAILER_BYTES);
  bytes.writeUInt8(TYPE[kind], 0);
  bytes.writeUIntBE(payload.length, 1, 3);
  bytes.writeUIntBE(timestampMs % 0x1000000, 4, 3);
  bytes.writeUInt8(Math.floor(timestampMs / 0x1000000), 7);
  bytes.set(payload, TAG_HEAD_BYTES);
  bytes.writeUInt32BE(TAG_HEAD_BYTES + payload.length, TAG_HEAD_BYTES + payload.length);
  return bytes;
}

const started = (start: number[], size: number, fill: number) => {
  const payload = Buffer.alloc(Math.max(size, start.length), fill);
  payload.set(start);
  return payload;
};

/** `variant` tells configurations apart. */
export const videoHeader = (timestampMs = 0, variant = 1) =>
  tag('video', timestampMs, Buffer.from([0x17, 0, 0, 0, 0, 1, variant]));
export const soundHeader = (timestampMs = 0, variant = 0x90) =>
  tag('audio', timestampMs, Buffer.from([0xaf, 0, 0x12, variant]));
/** `fill` tells frames apart. */
export const keyframe = (timestampMs: number, { size = 60, fill = 0xee } = {}) =>
  tag('video', timestampMs, started([0x17, 1, 0, 0, 0], size, fill));
export const interFrame = (timestampMs: number, { size = 20, fill = 0xee } = {}) =>
  tag('video', timestampMs, started([0x27, 1, 0, 0, 0], size, fill));
export const sound = (timestampMs: number, { size = 12, fill = 0xee } = {}) =>
  tag('audio', timestampMs, started([0xaf, 1], size, fill));
export const endOfSequence = (timestampMs: number) => tag('video', timestampMs, Buffer.from([0x17, 2, 0, 0, 0]));
export const metadata = (timestampMs: number, title = '') =>
  tag('script', timestampMs, Buffer.from(`\x02\x00\x0aonMetaData${title}`, 'latin1'));
