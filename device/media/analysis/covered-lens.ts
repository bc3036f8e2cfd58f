/** Detects a lens covered by a cap, a shutter, a sticker or a hand: nothing in the picture has an outline. Pure. */
import { Debounce } from './debounce.ts';
import { brightness, meanThumbnail, THUMBNAIL, THUMBNAILS_PER_SECOND, type Thumbnail } from './thumbnail.ts';

/** Over 4 s little noise is left. */
const PICTURES = 4 * THUMBNAILS_PER_SECOND;
/**
 * Distance over which a change is an outline: an object on the lens is out of focus, and changes over half the picture.
 */
const REACH = 3;
/** Share of points with an outline where anything is to be seen: an exit sign at the far end is 8 of 2304. */
const OUTLINED_SHARE = 8 / (THUMBNAIL.width * THUMBNAIL.height);
/**
 * A cap reads 0 to 1, at full gain 3; a hand or a sticker, which are out of focus, no more. A hall with a twelfth of its
 * light reads 6 and more, a white wall with a door 20 (`test/senses`).
 */
const OUTLINE = 4;

/** Samples are half a second apart: in 10 s with the above a hand that passes is gone. */
const HELD = { activateAfter: 12, clearAfter: 4 };

export class CoveredLens {
  readonly #pictures: Thumbnail[] = [];
  readonly #debounce = new Debounce(HELD);

  push(picture: Thumbnail): void {
    this.#pictures.push(picture);
    if (this.#pictures.length > PICTURES) this.#pictures.shift();
    if (this.#pictures.length === PICTURES) this.#debounce.push(outline(meanThumbnail(this.#pictures)) < OUTLINE);
  }

  get isActive(): boolean {
    return this.#debounce.isActive;
  }
}

/** Strength of the most outlined points against the mean of those on both sides: a gradient has none. */
function outline(picture: Thumbnail): number {
  const { width, height } = THUMBNAIL;
  const found = new Float32Array(width * height);
  const differs = (at: number, step: number) =>
    Math.abs((picture[at] as number) - ((picture[at - step] as number) + (picture[at + step] as number)) / 2);
  for (let y = REACH; y < height - REACH; y++)
    for (let x = REACH; x < width - REACH; x++) {
      const at = y * width + x;
      found[at] = Math.max(differs(at, REACH), differs(at, REACH * width));
    }
  return brightness(found, 1 - OUTLINED_SHARE);
}
