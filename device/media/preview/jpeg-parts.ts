/** Cuts the byte stream of GStreamer's `multipartmux` into the JPEG pictures it carries. */

const HEAD_END = Buffer.from('\r\n\r\n');
/** A 480x270 picture is 5 to 30 kB; a megabyte is no preview. */
const LARGEST_PICTURE_BYTES = 1_000_000;
const LONGEST_HEAD_BYTES = 1000;

export class JpegParts {
  #held: Buffer = Buffer.alloc(0);

  /** Whole pictures that `chunk` completes. Bytes that are no multipart stream are thrown away. */
  push(chunk: Buffer): Buffer[] {
    this.#held = this.#held.length === 0 ? chunk : Buffer.concat([this.#held, chunk]);
    const pictures: Buffer[] = [];
    for (;;) {
      const headEnd = this.#held.indexOf(HEAD_END);
      if (headEnd < 0) {
        if (this.#held.length > LONGEST_HEAD_BYTES) this.#held = Buffer.alloc(0);
        return pictures;
      }
      const length = Number(
        /content-length:\s*(\d+)/i.exec(this.#held.toString('latin1', 0, headEnd))?.[1] ?? Number.NaN,
      );
      const start = headEnd + HEAD_END.length;
      if (!(length <= LARGEST_PICTURE_BYTES)) {
        this.#held = this.#held.subarray(start);
        continue;
      }
      if (this.#held.length < start + length) return pictures;
      pictures.push(this.#held.subarray(start, start + length));
      this.#held = this.#held.subarray(start + length);
    }
  }
}
