/**
 * The analysed grey picture, and what one or several of them show. Each point is the mean of some 20 by 20 of the
 * camera's, which leaves little of their noise. Black reads 16, from cameras of full range 0. Pure.
 */
import { Chunker } from './chunker.ts';

export const THUMBNAIL = { width: 64, height: 36 };
export const THUMBNAIL_BYTES = THUMBNAIL.width * THUMBNAIL.height;
/** Thumbnails of the camera while it is analysed. */
export const THUMBNAILS_PER_SECOND = 2;

/** Noise of a camera leaves black below 24; a slide with a word on it has light parts. */
const BLACK = { mean: 28, lightest: 60 };
/** A recoded still picture improves from frame to frame, by up to 5; a hand that moves changes parts by 50 and more. */
const SAME = 8;
const MOVED = 24;

/** Points by row, from the top. */
export type Thumbnail = Uint8Array | Float32Array;

export function meanOf(picture: Thumbnail): number {
  let sum = 0;
  for (const value of picture) sum += value;
  return sum / picture.length;
}

/** Brightness that this share of the points (0 to 1) is below. */
export function brightness(picture: Thumbnail, share: number): number {
  // Not `slice`: a Buffer's shares the picture's memory.
  const sorted = Float32Array.from(picture).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}

/** Mean of several pictures: noise and moving objects fade. */
export function meanThumbnail(pictures: readonly Thumbnail[]): Float32Array {
  const mean = new Float32Array(THUMBNAIL_BYTES);
  for (const picture of pictures)
    for (let at = 0; at < mean.length; at++)
      mean[at] = (mean[at] as number) + (picture[at] as number) / pictures.length;
  return mean;
}

export function isBlack(picture: Thumbnail): boolean {
  return meanOf(picture) < BLACK.mean && picture.every((value) => value < BLACK.lightest);
}

/** True if nothing moves from each to the next. */
export function standsStill(pictures: readonly Thumbnail[]): boolean {
  return pictures.length > 1 && largestChanges(pictures).every((change) => change <= SAME);
}

/** True if something moves from each to the next. */
export function keepsMoving(pictures: readonly Thumbnail[]): boolean {
  return pictures.length > 1 && largestChanges(pictures).every((change) => change >= MOVED);
}

/** The largest change of any point from each picture to the next. */
function largestChanges(pictures: readonly Thumbnail[]): number[] {
  return pictures.slice(1).map((picture, index) => {
    const before = pictures[index] as Thumbnail;
    let largest = 0;
    for (let at = 0; at < picture.length; at++)
      largest = Math.max(largest, Math.abs((picture[at] as number) - (before[at] as number)));
    return largest;
  });
}

/** Cuts a stream of bytes into thumbnails; counts all and keeps the first `most`, however many come. */
export class Thumbnails {
  readonly kept: Buffer[] = [];
  count = 0;
  readonly #most: number;
  readonly #chunker = new Chunker(THUMBNAIL_BYTES);

  constructor(most: number) {
    this.#most = most;
  }

  push(chunk: Buffer): void {
    const pictures = this.#chunker.push(chunk);
    this.count += pictures.length;
    this.kept.push(...pictures.slice(0, Math.max(0, this.#most - this.kept.length)));
  }
}
