/** The joint of a growing playlist: the lines of its last two segments, found again in a later reading. Pure. */

/** Tags that leave a playlist again while its segments stay. */
const PASSING = /^#EXT-X-(PART|PRELOAD-HINT|RENDITION-REPORT|ENDLIST)/;
/** Most lines of one segment; more make no joint. */
const MOST_LINES = 50;
const SIZES = 6;

export class PlaylistJoint {
  #before: string[] = [];
  #last: string[] = [];
  #next: string[] = [];
  #sizes: number[] = [];

  /** Takes a line of the playlist unchanged. */
  take(line: string): void {
    if (line === '' || PASSING.test(line)) return;
    if (this.#next.length < MOST_LINES) this.#next.push(line);
    if (line.startsWith('#')) return;
    this.#before = this.#last;
    this.#last = this.#next;
    this.#next = [];
    this.#sizes = [...this.#sizes, this.#last.reduce((sum, { length }) => sum + length + 1, 0)].slice(-SIZES);
  }

  /** Characters of the last six segments; 0: there are fewer. */
  get characters(): number {
    return this.#sizes.length < SIZES ? 0 : this.#sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Text after the joint; null: the joint is not in it. */
  restOf(text: string): string | null {
    const lines = text.split('\n').map((line) => line.trim());
    const places = lines.flatMap((line, at) => (line === '' || PASSING.test(line) ? [] : [at]));
    const joint = [...this.#before, ...this.#last];
    if (joint.length >= 2 * MOST_LINES || this.#before.length === 0) return null;
    for (let from = places.length - joint.length; from >= 0; from--)
      if (joint.every((line, at) => lines[places[from + at] as number] === line))
        return `${lines.slice((places[from + joint.length - 1] as number) + 1).join('\n')}\n`;
    return null;
  }
}
