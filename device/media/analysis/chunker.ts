/** Cuts a stream of bytes into pieces of one size. */
export class Chunker {
  readonly #bytes: number;
  #rest: Buffer = Buffer.alloc(0);

  constructor(bytes: number) {
    this.#bytes = bytes;
  }

  /** The whole pieces that `chunk` completes. */
  push(chunk: Buffer): Buffer[] {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    const pieces: Buffer[] = [];
    for (; bytes.length >= this.#bytes; bytes = bytes.subarray(this.#bytes))
      pieces.push(bytes.subarray(0, this.#bytes));
    this.#rest = bytes;
    return pieces;
  }
}
