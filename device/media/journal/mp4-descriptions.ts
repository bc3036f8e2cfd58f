/** Descriptions of a track's frames in an MP4 (`stsd`): how H.264 and AAC are to be decoded. Pure. */

import { avcConfig } from '../flv/avc-config.ts';
import { aacConfig } from './aac-config.ts';
import { type Box, box, fullBox, u16, u32 } from './mp4-box.ts';

/** Tags of ISO 14496-1, 7.2.6. */
const ES_DESCRIPTOR = 3;
const DECODER_CONFIG = 4;
const DECODER_SPECIFIC = 5;
const SYNC_LAYER = 6;
const MPEG4_AUDIO = 0x40;
/** An audio stream; the bit at the end is reserved. */
const AUDIO_STREAM = (5 << 2) | 1;
const SAMPLE_BITS = 16;
/** The data is in this very file, which is the first that is listed. */
const DATA_REFERENCE = 1;
/** Bytes of a length: 4 x 7 bits hold more than any configuration, whose length FLV gives in three bytes. */
const LENGTH_BYTES = 4;
/** 72 dots to the inch, which nobody reads. */
const RESOLUTION = 72 * 65_536;
const COMPRESSOR_NAME_BYTES = 32;
const DEPTH = 24;

export interface SoundFigures {
  largestBytes: number;
  bitsPerSecond: number;
}

/** @param record AVCDecoderConfigurationRecord. @throws where it is none */
export function pictureDescription(record: Buffer): Box {
  const { width, height, sampleAspect } = avcConfig(record);
  const [across, down] = sampleAspect;
  return box(
    'avc1',
    sampleEntry(),
    Buffer.alloc(16),
    u16(width, height),
    u32(RESOLUTION, RESOLUTION, 0),
    u16(1),
    Buffer.alloc(COMPRESSOR_NAME_BYTES),
    u16(DEPTH, 0xffff),
    box('avcC', record),
    ...(across === down ? [] : [box('pasp', u32(across, down))]),
  );
}

/** @param config AudioSpecificConfig. @throws where it is none */
export function soundDescription(config: Buffer, { largestBytes, bitsPerSecond }: SoundFigures): Box {
  const { rate, channels } = aacConfig(config);
  const bits = Math.round(bitsPerSecond);
  const decoder = Buffer.concat([
    Buffer.from([MPEG4_AUDIO, AUDIO_STREAM, ...u32(largestBytes).subarray(1)]),
    u32(bits, bits),
    descriptor(DECODER_SPECIFIC, config),
  ]);
  const stream = Buffer.concat([
    u16(0),
    Buffer.of(0),
    descriptor(DECODER_CONFIG, decoder),
    descriptor(SYNC_LAYER, Buffer.of(2)),
  ]);
  return box(
    'mp4a',
    sampleEntry(),
    Buffer.alloc(8),
    u16(channels, SAMPLE_BITS, 0, 0),
    // 16 bits for the whole hertz; what is above them says only the configuration.
    u16(rate > 0xffff ? 0 : rate, 0),
    fullBox('esds', 0, 0, descriptor(ES_DESCRIPTOR, stream)),
  );
}

const sampleEntry = () => Buffer.concat([Buffer.alloc(6), u16(DATA_REFERENCE)]);

function descriptor(tag: number, content: Buffer): Buffer {
  const head = Buffer.alloc(1 + LENGTH_BYTES);
  head.writeUInt8(tag, 0);
  for (let at = 0; at < LENGTH_BYTES; at++) {
    const more = at + 1 < LENGTH_BYTES ? 0x80 : 0;
    head.writeUInt8(((content.length >> (7 * (LENGTH_BYTES - 1 - at))) & 0x7f) | more, 1 + at);
  }
  return Buffer.concat([head, content]);
}
