/** Measures for how much of the last while something moved in the picture. Pure. */
import { THUMBNAILS_PER_SECOND, type Thumbnail } from './thumbnail.ts';

/** Difference of a moved point from the picture before: noise differs by 2, in the dark by 4, an arm by 15 and more. */
const CHANGED = 10;
/** A hand that points at something is 3 points, a head that turns 6, a person who walks 40. */
const LEAST_POINTS = 6;
export const MOTION_SECONDS = 20;
const PAIRS = MOTION_SECONDS * THUMBNAILS_PER_SECOND;

export class Motion {
  #before: Thumbnail | null = null;
  readonly #moved: boolean[] = [];

  push(picture: Thumbnail): void {
    const before = this.#before;
    this.#before = picture;
    if (!before) return;
    this.#moved.push(changedPoints(before, picture) >= LEAST_POINTS);
    if (this.#moved.length > PAIRS) this.#moved.shift();
  }

  /** Share of the last 20 s, 0 to 1; 0 until so long was seen. */
  get share(): number {
    return this.#moved.filter(Boolean).length / PAIRS;
  }
}

/** Number of changed points, without the common change of all: lamps flicker and cameras adapt. */
function changedPoints(before: Thumbnail, now: Thumbnail): number {
  const changes = Float32Array.from(now, (value, at) => value - (before[at] as number));
  const common = changes.slice().sort()[changes.length >> 1] as number;
  return changes.filter((change) => Math.abs(change - common) > CHANGED).length;
}
