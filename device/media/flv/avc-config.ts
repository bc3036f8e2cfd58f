/** Reads an AVCDecoderConfigurationRecord (ISO 14496-15, 5.3.3.1) for facts about its pictures. Pure. */

const SEQUENCE_PARAMETERS = 7;
/** Profiles whose sequence parameters hold chroma, depth and scaling (ISO 14496-10, 7.3.2.1.1). */
const HIGH_PROFILES = [100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135];
/** Widths to heights of a sample, by index (table E-1); 255 spells them out. */
const SAMPLE_ASPECTS = [
  [1, 1],
  [1, 1],
  [12, 11],
  [10, 11],
  [16, 11],
  [40, 33],
  [24, 11],
  [20, 11],
  [32, 11],
  [80, 33],
  [18, 11],
  [15, 11],
  [64, 33],
  [160, 99],
  [4, 3],
  [3, 2],
  [2, 1],
] as const;
const SPELLED_OUT = 255;

export interface AvcConfig {
  /** Number of bytes of a NAL unit's length. */
  lengthBytes: number;
  /** NAL units: the sequence's and the pictures' parameters. */
  parameters: Buffer[];
  /** Size as shown. */
  width: number;
  height: number;
  sampleAspect: readonly [width: number, height: number];
}

/** @throws where it is none, or has no sequence parameters that can be read */
export function avcConfig(record: Buffer): AvcConfig {
  if (record.length < 7 || record.readUInt8(0) !== 1) throw new Error('no H.264 configuration');
  const parameters: Buffer[] = [];
  let at = 5;
  for (const countMask of [0x1f, 0xff]) {
    const count = byteAt(record, at++) & countMask;
    for (let unit = 0; unit < count; unit++) {
      const bytes = byteAt(record, at) * 256 + byteAt(record, at + 1);
      if (bytes === 0 || at + 2 + bytes > record.length) throw new Error('an H.264 configuration that is cut off');
      parameters.push(record.subarray(at + 2, at + 2 + bytes));
      at += 2 + bytes;
    }
  }
  const sequence = parameters.find((unit) => (byteAt(unit, 0) & 0x1f) === SEQUENCE_PARAMETERS);
  if (!sequence) throw new Error('an H.264 configuration without sequence parameters');
  return { lengthBytes: (record.readUInt8(4) & 3) + 1, parameters, ...pictureOf(sequence) };
}

function byteAt(bytes: Buffer, at: number): number {
  const byte = bytes[at];
  if (byte === undefined) throw new Error('an H.264 configuration that is cut off');
  return byte;
}

/** ISO 14496-10, 7.3.2.1.1 and E.1.1. */
function pictureOf(sequence: Buffer): Pick<AvcConfig, 'width' | 'height' | 'sampleAspect'> {
  const bits = new BitReader(sequence);
  bits.skip(8);
  const profile = bits.take(8);
  bits.skip(16);
  bits.exponential();
  let chroma = 1;
  let areSeparate = false;
  if (HIGH_PROFILES.includes(profile)) {
    chroma = bits.exponential();
    if (chroma === 3) areSeparate = bits.take(1) === 1;
    bits.exponential();
    bits.exponential();
    bits.skip(1);
    if (bits.take(1) === 1) for (let list = 0; list < (chroma === 3 ? 12 : 8); list++) skipScaling(bits, list);
  }
  bits.exponential();
  const orderType = bits.exponential();
  if (orderType === 0) bits.exponential();
  if (orderType === 1) {
    bits.skip(1);
    bits.exponential();
    bits.exponential();
    for (let left = bits.exponential(); left > 0; left--) bits.exponential();
  }
  bits.exponential();
  bits.skip(1);
  const columns = bits.exponential() + 1;
  const rows = bits.exponential() + 1;
  const isProgressive = bits.take(1);
  if (isProgressive === 0) bits.skip(1);
  bits.skip(1);
  const crop = bits.take(1) === 1 ? [0, 0, 0, 0].map(() => bits.exponential()) : [0, 0, 0, 0];
  const [left, right, top, bottom] = crop as [number, number, number, number];
  const isPlanar = chroma === 0 || areSeparate;
  const stepX = !isPlanar && chroma < 3 ? 2 : 1;
  const stepY = (!isPlanar && chroma === 1 ? 2 : 1) * (2 - isProgressive);
  const width = columns * 16 - (left + right) * stepX;
  const height = rows * 16 * (2 - isProgressive) - (top + bottom) * stepY;
  if (width < 1 || height < 1 || width > 0xffff || height > 0xffff) throw new Error(`pictures of ${width}x${height}`);
  return { width, height, sampleAspect: sampleAspect(bits) };
}

function sampleAspect(bits: BitReader): AvcConfig['sampleAspect'] {
  const square = [1, 1] as const;
  if (bits.take(1) === 0 || bits.take(1) === 0) return square;
  const index = bits.take(8);
  const aspect = index === SPELLED_OUT ? ([bits.take(16), bits.take(16)] as const) : SAMPLE_ASPECTS[index];
  return aspect && aspect[0] > 0 && aspect[1] > 0 ? aspect : square;
}

function skipScaling(bits: BitReader, list: number): void {
  if (bits.take(1) === 0) return;
  let [last, next] = [8, 8];
  for (let left = list < 6 ? 16 : 64; left > 0; left--) {
    if (next !== 0) next = (last + bits.signed() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

class BitReader {
  readonly #bytes: Buffer;
  #bit = 0;

  /** @param unit a NAL unit, in which a 3 after two zeros is no data */
  constructor(unit: Buffer) {
    this.#bytes = Buffer.from(
      unit.filter((byte, at) => byte !== 3 || at < 2 || unit[at - 1] !== 0 || unit[at - 2] !== 0),
    );
  }

  /** @throws behind the end */
  take(count: number): number {
    let value = 0;
    for (let left = count; left > 0; left--) {
      value = value * 2 + ((byteAt(this.#bytes, this.#bit >> 3) >> (7 - (this.#bit & 7))) & 1);
      this.#bit++;
    }
    return value;
  }

  skip(count: number): void {
    this.#bit += count;
  }

  /** Exp-Golomb, unsigned: as many zeros before its first one as bits behind it. */
  exponential(): number {
    let zeros = 0;
    while (this.take(1) === 0) if (++zeros > 31) throw new Error('an H.264 configuration that cannot be read');
    return 2 ** zeros - 1 + this.take(zeros);
  }

  signed(): number {
    const value = this.exponential();
    return value % 2 === 1 ? (value + 1) / 2 : -value / 2;
  }
}
