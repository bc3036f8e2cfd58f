/** Text that comes in pieces, line by line. */

/** A signed address has 2,000 characters and more; longer lines than this are skipped. */
const MOST_LINE_CHARACTERS = 16_384;

/** Cuts text into lines, without their ends. */
export class Lines {
  readonly #take: (line: string) => void;
  #rest = '';
  #isTooLong = false;

  constructor(take: (line: string) => void) {
    this.#take = take;
  }

  push(text: string): void {
    let from = 0;
    for (let end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', from)) {
      this.#add(text, from, end);
      this.end();
      from = end + 1;
    }
    this.#add(text, from, text.length);
  }

  /** A line ends here. */
  end(): void {
    if (!this.#isTooLong && this.#rest !== '') this.#take(this.#rest.trim());
    this.#rest = '';
    this.#isTooLong = false;
  }

  #add(text: string, from: number, end: number): void {
    if (this.#rest.length + end - from > MOST_LINE_CHARACTERS) this.#isTooLong = true;
    else this.#rest += text.slice(from, end);
  }
}
