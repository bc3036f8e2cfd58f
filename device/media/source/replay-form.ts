/** Finds out from its beginning how a media file can be played without end. Pure. */

export type ReplayForm =
  /** GStreamer's reader of it can be sent back to the start in the middle of a pipeline. */
  | 'loop'
  /** It plays once through; a new pipeline begins it again. */
  | 'restart'
  /** One picture: it is shown while it is wanted. */
  | 'still'
  /** Several pictures without a time of their own: nobody knows how fast they go. */
  | 'untimed'
  | 'empty';

/** Bytes of a file that are read: a colour profile may come before an animated PNG's first picture. */
export const HEAD_BYTES = 65_536;

/** @param head its first bytes, HEAD_BYTES at most. @param fileBytes of the whole file */
export function replayForm(head: Buffer, fileBytes: number): ReplayForm {
  if (head.length === 0) return 'empty';
  return pictureForm(head) ?? (loops(head, fileBytes) ? 'loop' : 'restart');
}

/** Form of a file of pictures; null: it is another file. */
function pictureForm(head: Buffer): 'still' | 'untimed' | null {
  const begins = (...starts: string[]) => starts.some((start) => head.indexOf(start, 0, 'latin1') === 0);
  // GStreamer 1.22 gives all pictures of a GIF the time 0.
  if (begins('GIF8')) return 'untimed';
  if (begins('\x89PNG\r\n')) return head.includes('acTL') ? 'untimed' : 'still';
  if (begins('RIFF') && at(head, 8, 'WEBP')) return at(head, 12, 'VP8X') && (head[20] ?? 0) & 2 ? 'untimed' : 'still';
  // Two in one file are a photograph and what a telephone adds to it, more are a film.
  if (begins('\xff\xd8\xff')) return count(head, '\xff\xd9\xff\xd8\xff') > 2 ? 'untimed' : 'still';
  const isBitmap = begins('BM') && at(head, 6, '\0\0\0\0');
  return isBitmap || begins('II*\0', 'MM\0*') ? 'still' : null;
}

/** True if GStreamer's reader (1.22 to 1.28) takes a segment seek, tried with looped files. */
function loops(head: Buffer, fileBytes: number): boolean {
  if (['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip'].some((box) => at(head, 4, box))) return true;
  if (['FLV', 'OggS', 'fLaC', 'ID3'].some((start) => at(head, 0, start))) return true;
  if (at(head, 0, 'RIFF') && (at(head, 8, 'WAVE') || at(head, 8, 'AVI '))) return true;
  if (head.indexOf('\x1a\x45\xdf\xa3', 0, 'latin1') === 0) return isWholeMatroska(head, fileBytes);
  return isSoundFrame(head);
}

/** A file without its end has no table of positions, and the start is not found again. */
function isWholeMatroska(head: Buffer, fileBytes: number): boolean {
  const segment = head.indexOf('\x18\x53\x80\x67', 0, 'latin1');
  if (segment === -1) return false;
  const first = head[segment + 4] ?? 0;
  const length = Math.clz32(first) - 23;
  if (length > 8 || segment + 4 + length > head.length) return false;
  let bytes = first & (0xff >> length);
  let isUnknown = bytes === 0xff >> length;
  for (const byte of head.subarray(segment + 5, segment + 4 + length)) {
    bytes = bytes * 256 + byte;
    isUnknown &&= byte === 0xff;
  }
  return !isUnknown && segment + 4 + length + bytes <= fileBytes;
}

/** MPEG audio and ADTS begin with 11 or 12 bits set, AC-3 with a word of its own. */
function isSoundFrame(head: Buffer): boolean {
  const word = head.length < 2 ? 0 : head.readUInt16BE(0);
  return (word >= 0xffe0 && word < 0xfffe) || word === 0x0b77;
}

function at(head: Buffer, offset: number, text: string): boolean {
  return head.toString('latin1', offset, offset + text.length) === text;
}

function count(head: Buffer, text: string): number {
  return head.toString('latin1').split(text).length - 1;
}
