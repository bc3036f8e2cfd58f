/**
 * The newest lines that a process wrote, however its output is cut into chunks: enough to explain an end without a
 * flood.
 */

const LINES = 8;
const LONGEST_LINE = 500;

export class LastWords {
  readonly #lines: string[] = [];
  /** The line whose end has not come yet. */
  #open = '';

  push(text: string): void {
    const [first = '', ...rest] = text.split('\n');
    this.#extend(first);
    for (const line of rest) {
      this.#close();
      this.#extend(line);
    }
  }

  /** Oldest first. Each is cut to 500 characters; empty ones are left out. */
  get lines(): string[] {
    return [...this.#lines, this.#open].filter((line) => line.trim() !== '').slice(-LINES);
  }

  #extend(text: string): void {
    this.#open += text.slice(0, LONGEST_LINE - this.#open.length);
  }

  #close(): void {
    if (this.#open.trim() !== '') this.#lines.push(this.#open);
    if (this.#lines.length > LINES) this.#lines.shift();
    this.#open = '';
  }
}
