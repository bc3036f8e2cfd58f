/** Bytes that come in pieces, put together as they come: to do it at the end would keep the event loop for all of them at once. */

const LEAST_BYTES = 16_384;
/** What is more is copied once: to have it in twice the place again and again would take 20 ms for each 16 MB. */
const COPIED_BYTES = 4_000_000;

export class GatheredBytes {
  readonly #mostBytes: number;
  #buffer: Buffer;
  #length = 0;

  /** @param mostBytes more will not come @param expected how many will, where that is known; 0: it is not */
  constructor(mostBytes: number, expected = 0) {
    this.#mostBytes = mostBytes;
    this.#buffer = Buffer.allocUnsafe(Math.max(LEAST_BYTES, expected));
  }

  get length(): number {
    return this.#length;
  }

  push(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#buffer.length) {
      const next = length > COPIED_BYTES ? this.#mostBytes : 2 * this.#buffer.length;
      const larger = Buffer.allocUnsafe(Math.max(length, next));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    piece.copy(this.#buffer, this.#length);
    this.#length = length;
  }

  /** All that came, not copied. */
  bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }
}
