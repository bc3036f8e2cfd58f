/** A judgement that becomes active after it has held for a while, and is cleared after it has not for a while. Pure. */
export interface DebounceOptions {
  /** Samples in a row. */
  activateAfter: number;
  clearAfter: number;
}

export class Debounce {
  readonly #options: DebounceOptions;
  #active = false;
  /** Samples in a row that contradict it. */
  #otherwise = 0;

  constructor(options: DebounceOptions) {
    this.#options = options;
  }

  get isActive(): boolean {
    return this.#active;
  }

  push(isSo: boolean): void {
    this.#otherwise = isSo === this.#active ? 0 : this.#otherwise + 1;
    if (this.#otherwise < (this.#active ? this.#options.clearAfter : this.#options.activateAfter)) return;
    this.#active = isSo;
    this.#otherwise = 0;
  }
}
