/** Tells a picture in which nothing is properly lit, for long. Pure. */
import { Lasting } from './lasting.ts';
import { brightness, meanOf, SMALL_PICTURE, type SmallPicture } from './small-picture.ts';

/**
 * A camera that has light enough brings the mean to 90 or more, whatever it sees; in a dim room with all its gain to 50. A
 * dark slide is a part of the picture, and what is lit around it keeps the brightest twentieth above 100.
 */
const DARK = { mean: 42, brightest: 70 };
/** What was told stays until it is clearly better. */
const LIT = { mean: 48, brightest: 80 };
const BRIGHTEST_SHARE = 0.95;

/** Half a minute: lights that go out for an example come back. */
const HELD = { tellAfter: 30 * SMALL_PICTURE.perSecond, takeBackAfter: 5 * SMALL_PICTURE.perSecond };

export class DarkPicture {
  readonly #lasting = new Lasting(HELD);

  see(picture: SmallPicture): void {
    const { mean, brightest } = this.isTold ? LIT : DARK;
    this.#lasting.note(meanOf(picture) < mean && brightness(picture, BRIGHTEST_SHARE) < brightest);
  }

  get isTold(): boolean {
    return this.#lasting.isTold;
  }
}
