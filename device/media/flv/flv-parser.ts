/**
 * Parses FLV: bytes in, whole tags out, however they are split.
 *
 * Damage is skipped, not thrown: a journal cut by a power loss (torn tag, zeros, then the next part) keeps every whole
 * tag after the cut, and a pipe that never tears costs nothing for it. A tag is believed only when its trailer repeats
 * its size, so chance bytes pass for one with odds below 2^-60. Each damaged position is checked once and the stored
 * bytes grow by doubling, so hostile bytes cost linear time and at most two tags of memory. One limit: chance bytes
 * that resemble a head are waited for up to the size they claim; `end` then searches inside them.
 */
import { type FlvTag, kindOf, TAG_HEAD_BYTES, TAG_TRAILER_BYTES, tagFrom } from './flv-tag.ts';

/**
 * The largest tag that is believed. Above every real one: a 1080p picture without any compression is 3.1 MB
 * (1920 x 1088 x 1.5), and an IDR that eats a whole second at 25 Mb/s, the most the settings allow, is 3.1 MB too.
 */
export const MAX_TAG_BYTES = 4 * 1024 * 1024;

/** `FLV`, version 1, flags, header size 9, then the trailer of no tag: 0. */
const FILE_HEADER_BYTES = 13;
const FILE_SIGNATURE = 0x464c5601;

const NOTHING = Buffer.alloc(0);

export interface ParsedTag extends FlvTag {
  /** Position of its first byte among all that were pushed. */
  position: number;
}

export class FlvParser {
  /**
   * The start of a tag that spans chunks: bytes `#from`..`#to` of `#store`. Never written twice, as tags are views of
   * it.
   */
  #store: Buffer = NOTHING;
  #from = 0;
  #to = 0;
  /** Bytes needed from `#from` on to judge the tag there. */
  #needed = FILE_HEADER_BYTES;
  #skippedBytes = 0;
  /** Position of the first unread byte among all that were pushed. */
  #position = 0;

  /** Bytes that belonged to no sound tag or file header. */
  get skippedBytes(): number {
    return this.#skippedBytes;
  }

  /** The tags that these bytes complete, in order. Tags inside the chunk are views of it: do not reuse its memory. */
  push(chunk: Buffer): ParsedTag[] {
    const tags: ParsedTag[] = [];
    let at = 0;
    while (this.#to > this.#from) {
      const missing = this.#needed - (this.#to - this.#from);
      const piece = chunk.subarray(at, at + missing);
      this.#hold(piece);
      at += piece.length;
      if (piece.length < missing) return tags;
      this.#from += this.#read(this.#store.subarray(this.#from, this.#to), tags);
    }
    this.#letGo();
    at += this.#read(chunk.subarray(at), tags);
    if (at < chunk.length) this.#hold(chunk.subarray(at));
    return tags;
  }

  /**
   * Ends the input. `tags`: whole tags found behind a torn one. `pendingBytes`: the torn last tag; 0 when tags were
   * found behind it (the torn bytes then count as skipped). The parser is as new, its count continues.
   */
  end(): { tags: ParsedTag[]; pendingBytes: number } {
    const tags: ParsedTag[] = [];
    const pending = this.#store.subarray(this.#from, this.#to);
    const skippedBefore = this.#skippedBytes;
    for (let at = 0; at < pending.length; ) {
      at += 1;
      this.#position += 1;
      this.#skippedBytes += 1;
      at += this.#read(pending.subarray(at), tags);
    }
    this.#letGo();
    if (tags.length > 0) return { tags, pendingBytes: 0 };
    this.#skippedBytes = skippedBefore;
    return { tags, pendingBytes: pending.length };
  }

  /** Reads until the rest is incomplete; returns where that starts and sets how much of it is needed. */
  #read(bytes: Buffer, tags: ParsedTag[]): number {
    for (let at = 0; ; ) {
      const left = bytes.length - at;
      const claimed = left < FILE_HEADER_BYTES ? FILE_HEADER_BYTES : claimedBytes(bytes, at);
      if (claimed > left) {
        this.#needed = claimed;
        this.#position += at;
        return at;
      }
      if (claimed === FILE_HEADER_BYTES) {
        at += FILE_HEADER_BYTES;
        continue;
      }
      const kind = kindOf(bytes.readUInt8(at));
      if (kind && claimed > 0 && bytes.readUInt32BE(at + claimed - TAG_TRAILER_BYTES) === claimed - TAG_TRAILER_BYTES) {
        tags.push({ ...tagFrom(bytes.subarray(at, at + claimed), kind), position: this.#position + at });
        at += claimed;
      } else {
        at += 1;
        this.#skippedBytes += 1;
      }
    }
  }

  #hold(bytes: Buffer): void {
    if (this.#to + bytes.length > this.#store.length) {
      const held = this.#to - this.#from;
      const store = Buffer.allocUnsafe(Math.max(this.#needed, held * 2));
      this.#store.copy(store, 0, this.#from, this.#to);
      this.#store = store;
      this.#from = 0;
      this.#to = held;
    }
    bytes.copy(this.#store, this.#to);
    this.#to += bytes.length;
  }

  #letGo(): void {
    this.#store = NOTHING;
    this.#from = 0;
    this.#to = 0;
    this.#needed = FILE_HEADER_BYTES;
  }
}

/** Length of the file header or tag that seems to start at `at`, or 0 where neither can. Needs 13 bytes from there. */
function claimedBytes(bytes: Buffer, at: number): number {
  if (kindOf(bytes.readUInt8(at)) !== undefined) {
    const payload = bytes.readUIntBE(at + 1, 3);
    const whole = TAG_HEAD_BYTES + payload + TAG_TRAILER_BYTES;
    const streamId = bytes.readUIntBE(at + 8, 3);
    return payload > 0 && streamId === 0 && whole <= MAX_TAG_BYTES ? whole : 0;
  }
  const isFileHeader =
    bytes.readUInt32BE(at) === FILE_SIGNATURE && bytes.readUInt32BE(at + 5) === 9 && bytes.readUInt32BE(at + 9) === 0;
  return isFileHeader ? FILE_HEADER_BYTES : 0;
}
