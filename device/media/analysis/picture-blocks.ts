/** Cuts a small picture into blocks, to find each of them in another picture. Pure. */
import { THUMBNAIL, type Thumbnail } from './thumbnail.ts';

export const BLOCK = { width: 8, height: 6 };
const { width: WIDTH, height: HEIGHT } = THUMBNAIL;
const POINTS = BLOCK.width * BLOCK.height;

/** Shift in points of the small picture, each a 64th of its width. */
export interface Shift {
  x: number;
  y: number;
}

/** Upper left corners; each overlaps its neighbours by half. */
export const BLOCKS: readonly Shift[] = corners(HEIGHT, BLOCK.height).flatMap((y) =>
  corners(WIDTH, BLOCK.width).map((x) => ({ x, y })),
);

function corners(length: number, size: number): number[] {
  return Array.from({ length: (2 * length) / size - 1 }, (_, at) => (at * size) / 2);
}

export function isInside({ x, y }: Shift, shift: Shift): boolean {
  return (
    x + shift.x >= 0 && y + shift.y >= 0 && x + shift.x + BLOCK.width <= WIDTH && y + shift.y + BLOCK.height <= HEIGHT
  );
}

/** Standard deviation of a block's points. */
export function texture(picture: Thumbnail, { x, y }: Shift): number {
  let sum = 0;
  let squares = 0;
  for (let row = y; row < y + BLOCK.height; row++)
    for (let at = row * WIDTH + x; at < row * WIDTH + x + BLOCK.width; at++) {
      const value = picture[at] as number;
      sum += value;
      squares += value * value;
    }
  return Math.sqrt(Math.max(0, squares / POINTS - (sum / POINTS) ** 2));
}

/**
 * Likeness, -1 to 1, of a block with its shifted place in another picture, whatever their light and contrast. Inside
 * only.
 */
export function likeness(picture: Thumbnail, other: Thumbnail, { x, y }: Shift, shift: Shift): number {
  let [sum, otherSum, squares, otherSquares, products] = [0, 0, 0, 0, 0];
  const step = shift.y * WIDTH + shift.x;
  for (let row = y; row < y + BLOCK.height; row++)
    for (let at = row * WIDTH + x; at < row * WIDTH + x + BLOCK.width; at++) {
      const [one, two] = [picture[at] as number, other[at + step] as number];
      sum += one;
      otherSum += two;
      squares += one * one;
      otherSquares += two * two;
      products += one * two;
    }
  const spread = (squares - (sum * sum) / POINTS) * (otherSquares - (otherSum * otherSum) / POINTS);
  return spread <= 0 ? 0 : (products - (sum * otherSum) / POINTS) / Math.sqrt(spread);
}
