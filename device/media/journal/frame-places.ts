/** Where the coded frames of a track lie: kept outside the heap, which a talk of ten hours would fill. */

const FIRST_CAPACITY = 4096;

export class FramePlaces {
  #positions = new Float64Array(FIRST_CAPACITY);
  #sizes = new Uint32Array(FIRST_CAPACITY);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(position: number, bytes: number): void {
    if (this.#count === this.#positions.length) this.#grow();
    this.#positions[this.#count] = position;
    this.#sizes[this.#count] = bytes;
    this.#count++;
  }

  /** @throws when there is no such frame */
  at(index: number): { position: number; bytes: number } {
    const [position, bytes] = [this.#positions[index], this.#sizes[index]];
    if (index >= this.#count || position === undefined || bytes === undefined) throw new Error(`no frame ${index}`);
    return { position, bytes };
  }

  #grow(): void {
    const [positions, sizes] = [this.#positions, this.#sizes];
    this.#positions = new Float64Array(positions.length * 2);
    this.#positions.set(positions);
    this.#sizes = new Uint32Array(sizes.length * 2);
    this.#sizes.set(sizes);
  }
}
