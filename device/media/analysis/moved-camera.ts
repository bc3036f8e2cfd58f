/**
 * Detects a camera that was moved: the room, which never moves in the picture, is found again elsewhere, all of it by
 * the same shift, and stays there. People, slides and light change parts or shades and leave the rest in its place.
 * Pure.
 */
import { BLOCK, BLOCKS, isInside, likeness, type Shift, texture } from './picture-blocks.ts';
import { meanThumbnail, THUMBNAIL, THUMBNAILS_PER_SECOND, type Thumbnail } from './thumbnail.ts';

const SAMPLE_SECONDS = 2;
const PICTURES = SAMPLE_SECONDS * THUMBNAILS_PER_SECOND;
/** A wall reads 0.5 to 2, in noise 4; furniture, frames and plants 10 to 70. */
const TEXTURED = 5;
/** Samples without change after which a block belongs to the room, as far as is known. */
const STEADY_SAMPLES = 8;
/** Least landmarks, of 165 blocks that overlap by half. Fewer may be a chair. */
const LEAST_LANDMARKS = 16;
/**
 * Likeness of the same block. In six rooms 95 % of the blocks read above 0.99 where nothing changed, above 0.75 in two
 * fifths of the light with the noise of the dark. Beside other places one in 50 to 500 reads more than this.
 */
const SAME = 0.7;
/**
 * Most of the room that may be in its place: more is gone than behind a person. In a room that moved, repeated forms
 * (desks, blinds) may seem to be.
 */
const MOST_IN_PLACE = 0.75;
/** Least part to be found at its new place, of the room that is still within the picture. */
const LEAST_FOUND = 0.6;
/** Blocks found only at the new place, for each found only at the old one: scrolled text leaves its frame behind. */
const MOST_LEFT = 10;
/** Greatest shift: beyond it little of the room would be in the picture. */
const FURTHEST: Shift = { x: 28, y: 14 };
const LEAST_INSIDE = 1 / 3;
const ROUGH = { step: 2, landmarks: 16, kept: 4 };
/** Least shift in points, 3 % of the width. Less moves no slide out of the picture. */
const LEAST_SHIFT = 2;
/** Part by which a sample corrects a known block, slowly, so that daylight may change. */
const MEND = 0.1;

const IN_PLACE: Shift = { x: 0, y: 0 };

/** Samples that find the room at the same new place before it is reported: in 10 s a person has put the camera down. */
const AGREEING_SAMPLES = 5;
/** Samples for which the report lasts after somebody aimed it on purpose: two minutes, then this is its place. */
const ACTIVE_SAMPLES = 60;
/** Samples without a known block, after which it starts to learn again: another place, other lights. */
const LOST_SAMPLES = 30;

export class MovedCamera {
  #pictures: Thumbnail[] = [];
  #room: Float32Array | null = null;
  #steady = BLOCKS.map(() => 0);
  /** The shift that the room seems to have, and the number of samples that agree. */
  #shift: Shift | null = null;
  #agreeing = 0;
  #activeSamples = 0;
  #lostSamples = 0;

  push(picture: Thumbnail): void {
    this.#pictures.push(picture);
    if (this.#pictures.length < PICTURES) return;
    this.#compare(meanThumbnail(this.#pictures));
    this.#pictures = [];
  }

  get isActive(): boolean {
    return this.#agreeing >= AGREEING_SAMPLES;
  }

  /** Shift in hundredths of the width, to the right and down, for a log. */
  get describe(): string {
    const { x, y } = this.#shift ?? IN_PLACE;
    return `${Math.round((x * 100) / THUMBNAIL.width)} and ${Math.round((y * 100) / THUMBNAIL.width)} % of the width`;
  }

  #compare(now: Float32Array): void {
    this.#room ??= now;
    const room = this.#room;
    const landmarks = BLOCKS.filter(
      (block, at) => (this.#steady[at] as number) >= STEADY_SAMPLES && texture(room, block) >= TEXTURED,
    );
    const inPlace = landmarks.filter((block) => likeness(room, now, block, IN_PLACE) >= SAME).length / landmarks.length;
    if (landmarks.length < LEAST_LANDMARKS || inPlace >= MOST_IN_PLACE) {
      this.#agreeing = 0;
      this.#lostSamples = 0;
      this.#learn(room, now);
      return;
    }
    const shift = findShift(room, now, landmarks);
    this.#lostSamples = shift ? 0 : this.#lostSamples + 1;
    // A person before it hides the room for a while, which means nothing.
    if (shift) this.#agree(shift);
    this.#activeSamples = this.isActive ? this.#activeSamples + 1 : 0;
    if (this.#activeSamples >= ACTIVE_SAMPLES || this.#lostSamples >= LOST_SAMPLES) this.#begin(now);
  }

  #agree(shift: Shift): void {
    if (this.isActive) return;
    this.#agreeing = this.#shift && isNear(shift, this.#shift) ? this.#agreeing + 1 : 1;
    this.#shift = shift;
  }

  #begin(now: Float32Array): void {
    this.#room = now;
    this.#steady = BLOCKS.map(() => 0);
    this.#agreeing = 0;
    this.#activeSamples = 0;
    this.#lostSamples = 0;
  }

  #learn(room: Float32Array, now: Float32Array): void {
    BLOCKS.forEach((block, at) => {
      const isSame =
        texture(room, block) < TEXTURED ? texture(now, block) < TEXTURED : likeness(room, now, block, IN_PLACE) >= SAME;
      this.#steady[at] = isSame ? (this.#steady[at] as number) + 1 : 0;
      mend(room, now, block, isSame ? MEND : 1);
    });
  }
}

function mend(room: Float32Array, now: Float32Array, { x, y }: Shift, share: number): void {
  for (let row = y; row < y + BLOCK.height; row++)
    for (let at = row * THUMBNAIL.width + x; at < row * THUMBNAIL.width + x + BLOCK.width; at++)
      room[at] = (room[at] as number) + share * ((now[at] as number) - (room[at] as number));
}

const isNear = (one: Shift, other: Shift) => Math.abs(one.x - other.x) <= 1 && Math.abs(one.y - other.y) <= 1;

/**
 * Finds the shift of the whole room; null where it is not found. First roughly, each second point, with some of the
 * landmarks: on a small board all of them everywhere would block the service for half a second.
 */
export function findShift(room: Thumbnail, now: Thumbnail, landmarks: readonly Shift[]): Shift | null {
  const some = landmarks.filter((_, at) => at % Math.ceil(landmarks.length / ROUGH.landmarks) === 0);
  const roughly: { shift: Shift; likeness: number }[] = [];
  for (let y = -FURTHEST.y; y <= FURTHEST.y; y += ROUGH.step)
    for (let x = -FURTHEST.x; x <= FURTHEST.x; x += ROUGH.step) {
      const shift = { x, y };
      const inside = some.filter((block) => isInside(block, shift));
      if (inside.length < some.length * LEAST_INSIDE) continue;
      const sum = inside.reduce((total, block) => total + Math.max(0, likeness(room, now, block, shift)), 0);
      roughly.push({ shift, likeness: sum / inside.length });
    }
  const best = roughly.sort((one, other) => other.likeness - one.likeness).slice(0, ROUGH.kept);
  const exact = best
    .flatMap(({ shift }) => around(shift))
    .map((shift) => ({ shift, ...foundAt(room, now, landmarks, shift) }));
  const [first] = exact.sort((one, other) => other.found - one.found);
  if (!first || first.found < LEAST_LANDMARKS || first.share < LEAST_FOUND || first.found < first.left * MOST_LEFT)
    return null;
  return Math.max(Math.abs(first.shift.x), Math.abs(first.shift.y)) < LEAST_SHIFT ? null : first.shift;
}

function around({ x, y }: Shift): Shift[] {
  return [-1, 0, 1].flatMap((up) => [-1, 0, 1].map((right) => ({ x: x + right, y: y + up })));
}

/** `found` and `left`: blocks seen at one of the two places alone. `share`: of those still in the picture. */
function foundAt(room: Thumbnail, now: Thumbnail, landmarks: readonly Shift[], shift: Shift) {
  const isSeen = (block: Shift, at: Shift) => likeness(room, now, block, at) >= SAME;
  const inside = landmarks.filter((block) => isInside(block, shift));
  const seen = inside.filter((block) => isSeen(block, shift));
  const found = seen.filter((block) => !isSeen(block, IN_PLACE)).length;
  const left = inside.filter((block) => !seen.includes(block) && isSeen(block, IN_PLACE)).length;
  return { found, left, share: inside.length < landmarks.length * LEAST_INSIDE ? 0 : seen.length / inside.length };
}
