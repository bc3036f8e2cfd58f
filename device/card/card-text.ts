/** The card's file with pieces of it replaced and all its other bytes unchanged. Pure. */
import type { FileText } from '../platform/text-file.ts';

export interface Piece {
  /** Characters from `start` up to `end`, not included. */
  start: number;
  end: number;
}

export interface ReplacedPiece extends Piece {
  /** Text in place of the piece, where the file may change its length. */
  words: string;
}

/**
 * @param isSameLength replaces each piece by a comment sign and blanks, so that the file needs no more room than it
 * has.
 */
export function withPiecesReplaced(
  { text, encoding, mark, bytes }: FileText,
  pieces: readonly ReplacedPiece[],
  isSameLength: boolean,
): Buffer {
  const offset = (index: number) =>
    encoding === 'utf8' ? Buffer.byteLength(text.slice(0, index)) : encoding === 'latin1' ? index : 2 * index;
  const parts: Buffer[] = [mark];
  let done = 0;
  for (const { start, end, words } of [...pieces].sort((one, other) => one.start - other.start)) {
    const [from, to] = [offset(start), offset(end)];
    // Two secrets may be in one statement.
    if (from < done) continue;
    const units = (to - from) / (encoding === 'utf16le' ? 2 : 1);
    parts.push(bytes.subarray(done, from), Buffer.from(isSameLength ? '#'.padEnd(units) : words, encoding));
    done = to;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}
