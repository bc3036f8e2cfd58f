/** Boxes of which an MP4 file is made: size, type, payload. Those of the index have sizes of 32 bits. */

const HEAD_BYTES = 8;

export interface Box {
  type: string;
  payload: Buffer;
}

/** Those inside a payload. @throws where one does not lie inside it. */
export function* boxesIn(payload: Buffer): Generator<Box> {
  for (let at = 0; at + HEAD_BYTES <= payload.length; ) {
    const bytes = payload.readUInt32BE(at);
    if (bytes < HEAD_BYTES || at + bytes > payload.length) throw new Error(`a damaged box inside the index at ${at}`);
    const type = payload.toString('latin1', at + 4, at + HEAD_BYTES);
    yield { type, payload: payload.subarray(at + HEAD_BYTES, at + bytes) };
    at += bytes;
  }
}

/** The first of that type. */
export function boxIn(payload: Buffer, type: string): Buffer | null {
  for (const box of boxesIn(payload)) if (box.type === type) return box.payload;
  return null;
}

/** The first of each type, each inside the one before. */
export function descend(payload: Buffer, path: string[]): Buffer | null {
  return path.reduce<Buffer | null>((inner, type) => inner && boxIn(inner, type), payload);
}

/** What a track (payload of `trak`) is of: `vide` or `soun`. */
export function handlerOf(track: Buffer): string | null {
  return descend(track, ['mdia', 'hdlr'])?.toString('latin1', 8, 12) ?? null;
}

export function boxBytes(type: string, payload: Buffer): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.writeUInt32BE(HEAD_BYTES + payload.length, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, payload]);
}
