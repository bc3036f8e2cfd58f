/** Least, middle and most of many values without keeping them: three hours of them are written in some hundred bytes. Pure. */

/** Neighbours differ by 2 %: a median is right to 1 %. */
const STEP = Math.log(1.02);
/** Values below this count as one: nobody asks for a hundredth of them. */
const SMALLEST = 0.1;

export interface SpreadFile {
  least: number;
  most: number;
  /** How many values, by the place of their size. */
  counts: Record<string, number>;
}

export class Spread {
  #least: number;
  #most: number;
  readonly #counts: Map<number, number>;

  /** @param file what `toJSON` gave */
  constructor(file?: SpreadFile) {
    this.#least = file?.least ?? Number.POSITIVE_INFINITY;
    this.#most = file?.most ?? Number.NEGATIVE_INFINITY;
    this.#counts = new Map(Object.entries(file?.counts ?? {}).map(([place, count]) => [Number(place), count]));
  }

  /** @param value not negative */
  add(value: number): void {
    this.#least = Math.min(this.#least, value);
    this.#most = Math.max(this.#most, value);
    const place = value < SMALLEST ? 0 : 1 + Math.round(Math.log(value / SMALLEST) / STEP);
    this.#counts.set(place, (this.#counts.get(place) ?? 0) + 1);
  }

  /** Null where there is no value. */
  figures(): { least: number; median: number; most: number } | null {
    if (this.#counts.size === 0) return null;
    const [least, most] = [this.#least, this.#most];
    return { least, median: Math.min(most, Math.max(least, this.#median())), most };
  }

  toJSON(): SpreadFile | undefined {
    if (this.#counts.size === 0) return undefined;
    return { least: this.#least, most: this.#most, counts: Object.fromEntries(this.#counts) };
  }

  #median(): number {
    const places = [...this.#counts].sort(([one], [other]) => one - other);
    let left = places.reduce((sum, [, count]) => sum + count, 0) / 2;
    for (const [place, count] of places) {
      left -= count;
      if (left <= 0) return place === 0 ? 0 : SMALLEST * Math.exp((place - 1) * STEP);
    }
    return 0;
  }
}
