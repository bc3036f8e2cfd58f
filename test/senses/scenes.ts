/**
 * Pictures of a lecture room, composed of a photograph or a drawing of a room and of what happens in it. Grey, 320 by 180,
 * seeded: each run sees the same.
 */
import { execFileSync } from 'node:child_process';
import { THUMBNAIL_BYTES } from '../../device/media/analysis/thumbnail.ts';
import { normal, random } from './sounds.ts';

export const SIZE = { width: 320, height: 180 };
/** Larger than the picture, so that the camera can turn. */
const BACKDROP = { width: 480, height: 270 };
const MIDDLE = { x: (BACKDROP.width - SIZE.width) / 2, y: (BACKDROP.height - SIZE.height) / 2 };

export type Picture = Float32Array;

/** What is behind everything, larger than the picture. */
export type Backdrop = Float32Array;

export function photograph(path: string): Backdrop {
  const size = `scale=${BACKDROP.width}:${BACKDROP.height}`;
  const args = ['-v', 'error', '-i', path, '-vf', `${size},format=gray`, '-frames:v', '1', '-f', 'rawvideo', '-'];
  return Float32Array.from(execFileSync('ffmpeg', args, { maxBuffer: 10_000_000 }));
}

/** Pictures as the pipeline makes them small, of a film that begins again at its end. */
export function film(path: string): (atSeconds: number) => Uint8Array {
  const args = ['-v', 'error', '-i', path, '-vf', 'fps=2,scale=64:36:flags=area,format=gray', '-f', 'rawvideo', '-'];
  const bytes = execFileSync('ffmpeg', args, { maxBuffer: 10_000_000 });
  const count = Math.floor(bytes.length / THUMBNAIL_BYTES);
  return (at) => {
    const from = (Math.floor(at * 2) % count) * THUMBNAIL_BYTES;
    return bytes.subarray(from, from + THUMBNAIL_BYTES);
  };
}

/** A wall with a door, a window, a blackboard, a clock, benches and a lectern. */
export function drawnRoom(): Backdrop {
  const room = new Float32Array(BACKDROP.width * BACKDROP.height);
  for (let y = 0; y < BACKDROP.height; y++)
    for (let x = 0; x < BACKDROP.width; x++) room[y * BACKDROP.width + x] = 130 + 20 * Math.sin(x / 130) - y / 9;
  const box = (x: number, y: number, width: number, height: number, value: number) =>
    fill(room, BACKDROP.width, x, y, width, height, value);
  box(20, 90, 42, 140, 85);
  box(54, 150, 4, 10, 180);
  box(84, 60, 56, 80, 215);
  box(110, 60, 3, 80, 110);
  box(84, 98, 56, 3, 110);
  box(160, 60, 210, 90, 60);
  box(160, 148, 210, 5, 160);
  box(392, 62, 18, 18, 220);
  box(400, 66, 2, 9, 40);
  box(430, 40, 8, 200, 95);
  for (let bench = 0; bench < 4; bench++) {
    box(70 + bench * 100, 205, 74, 8, 70);
    box(76 + bench * 100, 213, 5, 40, 60);
    box(134 + bench * 100, 213, 5, 40, 60);
  }
  box(330, 165, 34, 60, 75);
  box(326, 160, 42, 6, 110);
  return room;
}

function fill(
  picture: Float32Array,
  rowWidth: number,
  x: number,
  y: number,
  width: number,
  height: number,
  value: number,
) {
  const rows = picture.length / rowWidth;
  for (let row = Math.max(0, Math.round(y)); row < Math.min(rows, Math.round(y + height)); row++)
    for (let at = Math.max(0, Math.round(x)); at < Math.min(rowWidth, Math.round(x + width)); at++)
      picture[row * rowWidth + at] = value;
}

/** What the camera sees of it, turned by so many points of the picture. */
export function seen(backdrop: Backdrop, turnX = 0, turnY = 0): Picture {
  const picture = new Float32Array(SIZE.width * SIZE.height);
  for (let y = 0; y < SIZE.height; y++) {
    const from = (Math.round(MIDDLE.y + turnY) + y) * BACKDROP.width + Math.round(MIDDLE.x + turnX);
    picture.set(backdrop.subarray(from, from + SIZE.width), y * SIZE.width);
  }
  return picture;
}

/** Somebody dark with a light face, their feet at the lower edge or below; `tall` in points. */
export function person(picture: Picture, x: number, tall = 110, foot = 175): void {
  const head = tall / 8;
  const top = foot - tall;
  fill(picture, SIZE.width, x - head * 1.3, top + head * 1.4, head * 2.6, tall - head * 1.4, 35);
  for (let y = Math.floor(top); y < top + head * 1.5; y++)
    for (let at = Math.floor(x - head); at < x + head; at++)
      if (
        ((at - x) / (head * 0.7)) ** 2 + ((y - top - head * 0.7) / (head * 0.75)) ** 2 < 1 &&
        y >= 0 &&
        y < SIZE.height &&
        at >= 0 &&
        at < SIZE.width
      )
        picture[y * SIZE.width + at] = 165;
}

export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A slide with a title and lines of text, or a picture of blocks; each number another. */
export function slide(picture: Picture, { x, y, width, height }: Area, number: number, dark = false): void {
  const next = random(1000 + number);
  const [paper, ink] = dark ? [14, 95] : [225, 50];
  fill(picture, SIZE.width, x, y, width, height, paper);
  const title = 0.3 + 0.5 * next();
  fill(picture, SIZE.width, x + width * 0.08, y + height * 0.08, width * title, height * 0.08, ink);
  if (number % 3 === 2) {
    for (let at = 0; at < 6; at++)
      fill(
        picture,
        SIZE.width,
        x + width * (0.08 + 0.75 * next()),
        y + height * (0.25 + 0.55 * next()),
        width * 0.15,
        height * 0.15,
        paper + (ink - paper) * next(),
      );
    return;
  }
  const lines = 3 + Math.floor(next() * 5);
  for (let line = 0; line < lines; line++)
    fill(
      picture,
      SIZE.width,
      x + width * 0.1,
      y + height * (0.26 + line * 0.085),
      width * (0.3 + 0.5 * next()),
      height * 0.035,
      ink,
    );
}

/** Light on all of it; black stays 16. */
export function lit(picture: Picture, light: number): Picture {
  return picture.map((value) => 16 + (value - 16) * light);
}

/** As the pipeline makes it small: 64 by 36, each point a mean. */
export function small(picture: Picture): Uint8Array {
  const [across, down] = [SIZE.width / 64, SIZE.height / 36];
  return Uint8Array.from({ length: 64 * 36 }, (_, at) => {
    const [x, y] = [(at % 64) * across, Math.floor(at / 64) * down];
    let sum = 0;
    for (let row = y; row < y + down; row++)
      for (let point = x; point < x + across; point++) sum += picture[row * SIZE.width + point] as number;
    return Math.round(sum / (across * down));
  });
}

/** Noise of the camera as it is left in the small picture: 0.3 in a lit room, 3 in the dark at full gain. */
export function noisy(picture: Uint8Array, deviation: number, seed: number): Uint8Array {
  const next = random(Math.round(seed * 2));
  return picture.map((value) => Math.max(0, Math.min(255, Math.round(value + deviation * normal(next)))));
}

/** Something close to the lens, out of focus: light comes past it from one side. */
export function blurred(value: number, rise: number): Picture {
  const picture = new Float32Array(SIZE.width * SIZE.height);
  for (let y = 0; y < SIZE.height; y++)
    for (let x = 0; x < SIZE.width; x++)
      picture[y * SIZE.width + x] = value + rise * (x / SIZE.width) ** 2 * (1 - y / SIZE.height / 2);
  return picture;
}
