/** Cuts a stream of samples into windows that overlap, in one array that stays. */
export class SlidingWindow {
  readonly #size: number;
  readonly #hop: number;
  #held: Float32Array;
  #length = 0;

  /** @param hop samples from one window's beginning to the next's */
  constructor(size: number, hop: number) {
    this.#size = size;
    this.#hop = hop;
    this.#held = new Float32Array(2 * size);
  }

  /** @param onWindow is given a view that holds only during the call */
  push(samples: Float32Array, onWindow: (window: Float32Array) => void): void {
    const length = this.#length + samples.length;
    if (length > this.#held.length) {
      const longer = new Float32Array(length);
      longer.set(this.#held.subarray(0, this.#length));
      this.#held = longer;
    }
    this.#held.set(samples, this.#length);
    let at = 0;
    for (; at + this.#size <= length; at += this.#hop) onWindow(this.#held.subarray(at, at + this.#size));
    this.#held.copyWithin(0, at, length);
    this.#length = length - at;
  }
}
