/**
 * The picture that is judged: grey, each of its points the mean of some 20 by 20 of the camera's, which leaves little of
 * their noise. Black reads 16, from cameras of full range 0. Pure.
 */

export const SMALL_PICTURE = { width: 64, height: 36, perSecond: 2 };
export const SMALL_PICTURE_BYTES = SMALL_PICTURE.width * SMALL_PICTURE.height;

/** Points by row, from the top. */
export type SmallPicture = Uint8Array | Float32Array;

export function meanOf(picture: SmallPicture): number {
  let sum = 0;
  for (const value of picture) sum += value;
  return sum / picture.length;
}

/** What this share of the points (0 to 1) is darker than. */
export function brightness(picture: SmallPicture, share: number): number {
  // Not `slice`: that of a Buffer is the picture itself.
  const sorted = Float32Array.from(picture).sort();
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}

/** Of several pictures the mean: noise goes, what moves fades. */
export function meanPicture(pictures: readonly SmallPicture[]): Float32Array {
  const mean = new Float32Array(SMALL_PICTURE_BYTES);
  for (const picture of pictures)
    for (let at = 0; at < mean.length; at++)
      mean[at] = (mean[at] as number) + (picture[at] as number) / pictures.length;
  return mean;
}
