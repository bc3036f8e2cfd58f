/**
 * Boxes of which an MP4 file is made (ISO 14496-12): size, type, content. They are written piece by piece: the tables of a
 * long talk are larger than what a small board has to spare. Pure.
 */

const HEAD_BYTES = 8;
/** Bytes of a table that are made at once. */
const PIECE_BYTES = 64 * 1024;

export interface Box {
  /** With its head. */
  bytes: number;
  /** Each to be written before the next is asked for. */
  pieces(): Iterable<Buffer>;
}

export function box(type: string, ...content: (Buffer | Box)[]): Box {
  const bytes = content.reduce((sum, one) => sum + (Buffer.isBuffer(one) ? one.length : one.bytes), HEAD_BYTES);
  return {
    bytes,
    *pieces() {
      const head = Buffer.alloc(HEAD_BYTES);
      head.writeUInt32BE(bytes, 0);
      head.write(type, 4, 'latin1');
      yield head;
      for (const one of content) {
        if (Buffer.isBuffer(one)) yield one;
        else yield* one.pieces();
      }
    },
  };
}

/** A box with a version and flags of 24 bits. */
export function fullBox(type: string, version: number, flags: number, ...content: (Buffer | Box)[]): Box {
  return box(type, u32(version * 2 ** 24 + flags), ...content);
}

/**
 * Fields of 32 bits, then entries of which there are so many in `entries`.
 * @param wide the entries have 64 bits
 */
export function tableBox(
  type: string,
  {
    fields = [],
    count,
    entries,
    wide = false,
  }: { fields?: number[]; count: number; entries(): Iterable<number>; wide?: boolean },
): Box {
  const width = wide ? 8 : 4;
  const table: Box = {
    bytes: count * width,
    *pieces() {
      let piece = Buffer.alloc(PIECE_BYTES);
      let at = 0;
      for (const entry of entries()) {
        if (wide) piece.writeUInt32BE(Math.floor(entry / 2 ** 32), at);
        piece.writeUInt32BE(entry % 2 ** 32, at + width - 4);
        at += width;
        if (at < piece.length) continue;
        yield piece;
        piece = Buffer.alloc(PIECE_BYTES);
        at = 0;
      }
      yield piece.subarray(0, at);
    },
  };
  return fullBox(type, 0, 0, u32(...fields), table);
}

export function u32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at);
  return bytes;
}

export function u16(...values: number[]): Buffer {
  const bytes = Buffer.alloc(2 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt16BE(value, 2 * at);
  return bytes;
}

export function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(value));
  return bytes;
}
