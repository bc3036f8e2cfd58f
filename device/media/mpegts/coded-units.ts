/**
 * Converts pictures and sound for MPEG-TS: H.264 with start codes (Annex B) and its parameters, AAC with ADTS heads.
 * Pure.
 */
import { type AvcConfig, avcConfig } from '../flv/avc-config.ts';

const START_CODE = Buffer.from([0, 0, 0, 1]);
/** An access unit delimiter, for any kind of slice: ISO 13818-1 (2.14.1) wants one before each picture. */
const DELIMITER = Buffer.from([0, 0, 0, 1, 9, 0xf0]);
const TYPE_SEQUENCE = 7;
const ADTS_BYTES = 7;
/** ADTS has 13 bits for the length of a frame with its head. */
const LONGEST_ADTS_BYTES = 0x1fff;

export type PictureForm = Pick<AvcConfig, 'lengthBytes' | 'parameters'>;

/** @param record an AVCDecoderConfigurationRecord. @throws where it is none */
export const pictureForm = (record: Buffer): PictureForm => avcConfig(record);

/**
 * Converts one access unit. Each keyframe carries the parameters: viewers come at any time. Null: nothing of it can be
 * read.
 */
export function annexB(unit: Buffer, { lengthBytes, parameters }: PictureForm, isKeyframe: boolean): Buffer | null {
  const parts: Buffer[] = [DELIMITER];
  const units = nalUnits(unit, lengthBytes);
  if (units.length === 0) return null;
  const hasOwn = units.some((one) => ((one[0] ?? 0) & 0x1f) === TYPE_SEQUENCE);
  if (isKeyframe && !hasOwn) for (const one of parameters) parts.push(START_CODE, one);
  for (const one of units) parts.push(START_CODE, one);
  return Buffer.concat(parts);
}

/** NAL units without delimiters, of which there is one already. A cut-off one is left out. */
function nalUnits(unit: Buffer, lengthBytes: number): Buffer[] {
  const units: Buffer[] = [];
  let at = 0;
  while (at + lengthBytes < unit.length) {
    const bytes = unit.readUIntBE(at, lengthBytes);
    at += lengthBytes;
    if (bytes === 0 || at + bytes > unit.length) break;
    const one = unit.subarray(at, at + bytes);
    if (((one[0] ?? 0) & 0x1f) !== 9) units.push(one);
    at += bytes;
  }
  return units;
}

export interface SoundForm {
  /** Head of each frame with its profile, rate and channels. */
  head: Buffer;
  /** Length of a frame. */
  frameMs: number;
}

const RATES = [96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000, 7_350];
const FRAME_SAMPLES = 1024;

/** @param config an AudioSpecificConfig. @throws for one that ADTS has no words for, as none of this box's encoders makes */
export function soundForm(config: Buffer): SoundForm {
  const bits = config.length < 2 ? 0 : config.readUInt16BE(0);
  const type = bits >> 11;
  const rateIndex = (bits >> 7) & 15;
  const rate = RATES[rateIndex];
  const channels = (bits >> 3) & 15;
  if (type < 1 || type > 4 || rate === undefined || channels === 0 || channels > 7)
    throw new Error(`AAC of type ${type}, rate ${rateIndex}, ${channels} channels has no ADTS`);
  const head = Buffer.from([
    ...[0xff, 0xf1, ((type - 1) << 6) | (rateIndex << 2) | (channels >> 2)],
    ...[(channels & 3) << 6, 0, 0x1f, 0xfc],
  ]);
  return { head, frameMs: (FRAME_SAMPLES * 1000) / rate };
}

/** Makes an ADTS frame; null: it is larger than ADTS allows. */
export function adtsFrame(sound: Buffer, { head }: SoundForm): Buffer | null {
  const bytes = ADTS_BYTES + sound.length;
  if (bytes > LONGEST_ADTS_BYTES) return null;
  const frame = Buffer.allocUnsafe(bytes);
  head.copy(frame);
  frame.writeUInt8(head.readUInt8(3) | (bytes >> 11), 3);
  frame.writeUInt8((bytes >> 3) & 0xff, 4);
  frame.writeUInt8(((bytes & 7) << 5) | 0x1f, 5);
  sound.copy(frame, ADTS_BYTES);
  return frame;
}
