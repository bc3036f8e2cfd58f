/** Decoded pictures, made small and grey, and what can be told from them. Pure. */

export const SMALL = { width: 64, height: 36 };
const SMALL_BYTES = SMALL.width * SMALL.height;

/** Black of a camera reads 16, whatever noise it has below 24; a slide with a word on it has light parts. */
const BLACK = { mean: 28, lightest: 60 };
/** A still picture that is coded anew gets better from frame to frame, by up to 5; a hand that moves changes parts by 50 and more. */
const SAME = 8;
const MOVED = 24;

export function isBlack(picture: Buffer): boolean {
  let sum = 0;
  let lightest = 0;
  for (const value of picture) {
    sum += value;
    if (value > lightest) lightest = value;
  }
  return sum / picture.length < BLACK.mean && lightest < BLACK.lightest;
}

/** Nothing moves from each to the next. */
export function standsStill(pictures: readonly Buffer[]): boolean {
  return pictures.length > 1 && steps(pictures).every((step) => step <= SAME);
}

/** Something moves from each to the next. */
export function keepsMoving(pictures: readonly Buffer[]): boolean {
  return pictures.length > 1 && steps(pictures).every((step) => step >= MOVED);
}

/** The largest change of any part from each picture to the next. */
function steps(pictures: readonly Buffer[]): number[] {
  return pictures.slice(1).map((picture, index) => {
    const before = pictures[index] as Buffer;
    let largest = 0;
    for (let at = 0; at < picture.length; at++) {
      const change = Math.abs((picture[at] ?? 0) - (before[at] ?? 0));
      if (change > largest) largest = change;
    }
    return largest;
  });
}

/** Cuts a stream of bytes into pictures; counts all and keeps some, however many come. */
export class SmallPictures {
  readonly kept: Buffer[] = [];
  count = 0;
  #rest: Buffer = Buffer.alloc(0);
  readonly #most: number;

  constructor(most: number) {
    this.#most = most;
  }

  push(chunk: Buffer): void {
    let bytes = this.#rest.length === 0 ? chunk : Buffer.concat([this.#rest, chunk]);
    for (; bytes.length >= SMALL_BYTES; bytes = bytes.subarray(SMALL_BYTES)) {
      this.count++;
      if (this.kept.length < this.#most) this.kept.push(bytes.subarray(0, SMALL_BYTES));
    }
    this.#rest = bytes;
  }
}
