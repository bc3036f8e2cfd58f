/** Detects a picture in which nothing is properly lit, for long. Pure. */
import { Debounce } from './debounce.ts';
import { brightness, meanOf, THUMBNAILS_PER_SECOND, type Thumbnail } from './thumbnail.ts';

/**
 * A camera with enough light brings the mean to 90 or more, whatever it sees. With a sixth of that light, at the end of
 * its gain, rooms read 25 to 35, their brightest twentieth below 55. With two fifths of it and a dark slide over half
 * of the picture they read 40, and above 60 (`test/senses`). A screen in a dark hall is far brighter.
 */
const DARK = { mean: 38, brightest: 58 };
/** Level from which it is clearly better, so that a reported picture counts as lit. */
const LIT = { mean: 44, brightest: 68 };
const BRIGHTEST_SHARE = 0.95;

/** Half a minute: lights that go out for an example come back. */
const HELD = { activateAfter: 30 * THUMBNAILS_PER_SECOND, clearAfter: 5 * THUMBNAILS_PER_SECOND };

export class DarkPicture {
  readonly #debounce = new Debounce(HELD);

  push(picture: Thumbnail): void {
    const { mean, brightest } = this.isActive ? LIT : DARK;
    this.#debounce.push(meanOf(picture) < mean && brightness(picture, BRIGHTEST_SHARE) < brightest);
  }

  get isActive(): boolean {
    return this.#debounce.isActive;
  }
}
