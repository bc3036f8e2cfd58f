/** Finds many runs of eight bytes at once, with one or two look-ups for each byte, whatever the bytes are. */

/** Eight bytes as two numbers of 32 bits. */
export type Run = readonly [first: number, second: number];

const RUN_BYTES = 8;
const NONE = -1;

export class RunTable {
  /** First two bytes of any run, and the two after them: of foreign bytes 1 in 30 passes, and of those as few again. */
  readonly #starts = new Uint8Array(0x10000);
  readonly #seconds = new Uint8Array(0x10000);
  /** Open addressing, at most a quarter full. */
  readonly #slots: Int32Array;
  readonly #runs: Run[] = [];
  /** Last place of each run. */
  readonly #places: Int32Array;

  constructor(runs: readonly Run[]) {
    let size = 16;
    while (size < runs.length * 4) size *= 2;
    this.#slots = new Int32Array(size).fill(NONE);
    this.#places = new Int32Array(runs.length).fill(NONE);
    for (const run of runs) {
      const [first, second] = run;
      const slot = this.#slotOf(first, second);
      if (this.#slots[slot] !== NONE) continue;
      this.#slots[slot] = this.#runs.push(run) - 1;
      this.#starts[first >>> 16] = 1;
      this.#seconds[first & 0xffff] = 1;
    }
  }

  /** Notes where runs begin in a part of `bytes`; a run may extend beyond the part. */
  search(bytes: Buffer, from: number, to: number): void {
    const end = Math.min(to, bytes.length - RUN_BYTES + 1);
    for (let at = from; at < end; at++) {
      if (this.#starts[((bytes[at] as number) << 8) | (bytes[at + 1] as number)] === 0) continue;
      if (this.#seconds[((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number)] === 0) continue;
      const found = this.#slots[this.#slotOf(bytes.readUInt32BE(at), bytes.readUInt32BE(at + 4))] ?? NONE;
      if (found !== NONE) this.#places[found] = at;
    }
  }

  /** Places of those of `runs` that were found, each different one once. */
  placesOf(runs: readonly Run[]): number[] {
    const found = new Set(runs.map(([first, second]) => this.#slots[this.#slotOf(first, second)] ?? NONE));
    return [...found].map((run) => this.#places[run] ?? NONE).filter((place) => place !== NONE);
  }

  /** Slot where the run is, or would be put. */
  #slotOf(first: number, second: number): number {
    const mask = this.#slots.length - 1;
    let slot = (Math.imul(first, 0x9e3779b1) ^ Math.imul(second, 0x85ebca6b)) >>> 0;
    for (slot = (slot ^ (slot >>> 15)) & mask; ; slot = (slot + 1) & mask) {
      const there = this.#slots[slot] ?? NONE;
      if (there === NONE) return slot;
      const run = this.#runs[there] as Run;
      if (run[0] === first && run[1] === second) return slot;
    }
  }
}
