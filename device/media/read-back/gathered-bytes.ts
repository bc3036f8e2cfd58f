/** Bytes that come in pieces, put together as they come: to do it at the end would keep the event loop for all of them at once. */

const LEAST_BYTES = 16_384;

export class GatheredBytes {
  #buffer: Buffer;
  #length = 0;

  /** @param expected how many will come, where that is known; 0: it is not */
  constructor(expected = 0) {
    this.#buffer = Buffer.allocUnsafe(Math.max(LEAST_BYTES, expected));
  }

  get length(): number {
    return this.#length;
  }

  push(piece: Buffer): void {
    const length = this.#length + piece.length;
    if (length > this.#buffer.length) {
      const larger = Buffer.allocUnsafe(Math.max(length, 2 * this.#buffer.length));
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
