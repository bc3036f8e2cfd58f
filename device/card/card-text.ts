/** A file as people save it on any computer: its text, and its bytes with pieces replaced and all others left as they are. Pure. */

export interface CardText {
  text: string;
  encoding: 'utf8' | 'latin1' | 'utf16le';
  /** Byte order mark; empty where there is none. */
  mark: Buffer;
  /** After the mark. */
  bytes: Buffer;
}

export interface Piece {
  /** Characters from `start` up to `end`, not included. */
  start: number;
  end: number;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16LE_MARK = Buffer.from([0xff, 0xfe]);
const UTF16BE_MARK = Buffer.from([0xfe, 0xff]);

/** UTF-8, with a mark or without; UTF-16 with its mark, as Notepad's "Unicode"; all else is taken for Windows' Western one. */
export function decodeCard(file: Buffer): CardText {
  const starts = (mark: Buffer) => file.subarray(0, mark.length).equals(mark);
  if (starts(UTF16LE_MARK)) return utf16(file.subarray(2));
  if (starts(UTF16BE_MARK)) return utf16(Buffer.from(file.subarray(2, file.length - (file.length % 2))).swap16());
  const mark = starts(UTF8_MARK) ? UTF8_MARK : Buffer.alloc(0);
  const bytes = file.subarray(mark.length);
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes),
      encoding: 'utf8',
      mark,
      bytes,
    };
  } catch {
    return { text: new TextDecoder('windows-1252').decode(bytes), encoding: 'latin1', mark, bytes };
  }
}

function utf16(bytes: Buffer): CardText {
  return { text: bytes.toString('utf16le'), encoding: 'utf16le', mark: UTF16LE_MARK, bytes };
}

export interface ReplacedPiece extends Piece {
  /** What stands there instead, where the file may change its length. */
  words: string;
}

/** @param isSameLength a comment sign and blanks stand for each piece, so that the file needs no more room than it has. */
export function withPiecesReplaced(
  { text, encoding, mark, bytes }: CardText,
  pieces: readonly ReplacedPiece[],
  isSameLength: boolean,
): Buffer {
  const offset = (index: number) =>
    encoding === 'utf8' ? Buffer.byteLength(text.slice(0, index)) : encoding === 'latin1' ? index : 2 * index;
  const parts: Buffer[] = [mark];
  let done = 0;
  for (const { start, end, words } of [...pieces].sort((one, other) => one.start - other.start)) {
    const [from, to] = [offset(start), offset(end)];
    // Two secrets in one statement.
    if (from < done) continue;
    const units = (to - from) / (encoding === 'utf16le' ? 2 : 1);
    parts.push(bytes.subarray(done, from), Buffer.from(isSameLength ? '#'.padEnd(units) : words, encoding));
    done = to;
  }
  return Buffer.concat([...parts, bytes.subarray(done)]);
}
