/** A judgement that is told once it has held for a while, and taken back once it has not for a while. Pure. */
export interface LastingOptions {
  /** Looks in a row. */
  tellAfter: number;
  takeBackAfter: number;
}

export class Lasting {
  readonly #options: LastingOptions;
  #told = false;
  /** Looks in a row that say otherwise than what is told. */
  #otherwise = 0;

  constructor(options: LastingOptions) {
    this.#options = options;
  }

  get isTold(): boolean {
    return this.#told;
  }

  note(isSo: boolean): void {
    this.#otherwise = isSo === this.#told ? 0 : this.#otherwise + 1;
    if (this.#otherwise < (this.#told ? this.#options.takeBackAfter : this.#options.tellAfter)) return;
    this.#told = isSo;
    this.#otherwise = 0;
  }
}
