/** Tables by which a receiver finds the streams: program association and program map (ISO 13818-1, 2.4.4). Pure. */

const PROGRAM = 1;
const STREAM_ID = 1;
const SECTION_HEAD_BYTES = 3;
const CHECK_BYTES = 4;
const POLYNOMIAL = 0x04c11db7;

export const STREAM_TYPES = { video: 0x1b, audio: 0x0f } as const;

export interface MappedStream {
  kind: keyof typeof STREAM_TYPES;
  pid: number;
}

/** Program association with the pointer before it, as the first bytes of a packet's payload. */
export function programAssociation(mapPid: number): Buffer {
  return section(0x00, STREAM_ID, 0, Buffer.from([0, PROGRAM, 0xe0 | (mapPid >> 8), mapPid & 0xff]));
}

/** @param version goes up by one with each change, modulo 32 */
export function programMap(streams: readonly MappedStream[], clockPid: number, version: number): Buffer {
  const list = streams.flatMap(({ kind, pid }) => [STREAM_TYPES[kind], 0xe0 | (pid >> 8), pid & 0xff, 0xf0, 0]);
  return section(0x02, PROGRAM, version, Buffer.from([0xe0 | (clockPid >> 8), clockPid & 0xff, 0xf0, 0, ...list]));
}

function section(table: number, id: number, version: number, content: Buffer): Buffer {
  const bytes = 5 + content.length + CHECK_BYTES;
  const head = Buffer.from([
    ...[table, 0xb0 | (bytes >> 8), bytes & 0xff],
    ...[id >> 8, id & 0xff, 0xc1 | ((version & 31) << 1), 0, 0],
  ]);
  const checked = Buffer.concat([head, content]);
  const check = Buffer.alloc(CHECK_BYTES);
  check.writeUInt32BE(crc32(checked));
  const whole = Buffer.concat([Buffer.from([0]), checked, check]);
  return whole.subarray(0, 1 + SECTION_HEAD_BYTES + bytes);
}

/** CRC of Annex A: not reflected, and not inverted at the end, so not that of zlib. */
export function crc32(bytes: Buffer): number {
  let check = 0xffffffff;
  for (const byte of bytes) {
    check ^= byte << 24;
    for (let bit = 0; bit < 8; bit++) check = check & 0x80000000 ? (check << 1) ^ POLYNOMIAL : check << 1;
  }
  return check >>> 0;
}
