/** Measures what a connection carries while it is kept full. Pure; times are the service's monotonic clock. */

interface Mark {
  atMs: number;
  bytes: number;
}

/** Measures from the first to the last news of arrived bytes: exact for a server that acknowledges 8 kB at a time. */
export class UplinkMeter {
  #start: Mark | null = null;
  #last: Mark | null = null;
  #first: Mark | null = null;
  #newest: Mark | null = null;

  /** @param delivered bytes that are known to have arrived so far */
  reported(delivered: number, atMs: number): void {
    const mark = { atMs, bytes: delivered };
    // Less than before: now the server itself reports what the kernel has only guessed so far.
    if (this.#last && delivered < this.#last.bytes) {
      this.#start = null;
      this.#first = null;
      this.#newest = null;
    } else if (this.#last && delivered > this.#last.bytes) {
      this.#first ??= mark;
      this.#newest = mark;
    }
    this.#start ??= mark;
    this.#last = mark;
  }

  /** 0 before anything has arrived. */
  get kbps(): number {
    const [first, newest] = [this.#first, this.#newest];
    if (first && newest && newest.atMs > first.atMs) return rate(first, newest);
    return this.#start && this.#last && this.#last.atMs > this.#start.atMs ? rate(this.#start, this.#last) : 0;
  }
}

function rate(from: Mark, to: Mark): number {
  return ((to.bytes - from.bytes) * 8) / (to.atMs - from.atMs);
}
