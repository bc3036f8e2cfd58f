/** A file as people save it on any computer: its text, and how to write it again as it was. Pure. */

export interface FileText {
  text: string;
  encoding: 'utf8' | 'latin1' | 'utf16le';
  /** Byte order mark; empty where there is none. */
  mark: Buffer;
  /** Bytes after the mark. */
  bytes: Buffer;
}

const UTF8_MARK = Buffer.from([0xef, 0xbb, 0xbf]);
const UTF16LE_MARK = Buffer.from([0xff, 0xfe]);
const UTF16BE_MARK = Buffer.from([0xfe, 0xff]);

/**
 * Decodes UTF-8, with a mark or without; UTF-16 with its mark, as Notepad's "Unicode"; anything else as Windows'
 * Western code page.
 */
export function decodeFile(file: Buffer): FileText {
  const starts = (mark: Buffer) => file.subarray(0, mark.length).equals(mark);
  if (starts(UTF16LE_MARK)) return utf16(file.subarray(2));
  if (starts(UTF16BE_MARK)) return utf16(swapped(file.subarray(2)));
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

/**
 * Decodes as above a text that begins with an ASCII character, such as JSON: UTF-16 then shows without its mark too.
 */
export function decodeAsciiFirst(file: Buffer): string {
  const [first = 0, second = 0] = file;
  if (first !== 0 && second === 0 && file.length >= 2) return utf16(file).text;
  if (first === 0 && second !== 0) return utf16(swapped(file)).text;
  return decodeFile(file).text;
}

function utf16(bytes: Buffer): FileText {
  return { text: bytes.toString('utf16le'), encoding: 'utf16le', mark: UTF16LE_MARK, bytes };
}

/** Copies all but a last half character. */
const swapped = (bytes: Buffer) => Buffer.from(bytes.subarray(0, bytes.length - (bytes.length % 2))).swap16();
