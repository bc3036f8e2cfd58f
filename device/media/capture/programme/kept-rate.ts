/**
 * Holds an encoder to the rate that was asked of it, by what comes out: there are pictures that some cannot make small
 * enough, and then they are made smaller or fewer before they are coded. Pure.
 */
import type { ReducedPicture } from './reduced-picture.ts';

/** So far above what was asked is within what a link's queue takes. */
const MOST_PART = 1.15;
/** As much at once is not waited for. */
const FLOOD_PART = 1.5;
/** Long enough to have a keyframe's share of pictures between keyframes, where there are more than a few. */
const LOOK_MS = 1000;
const LEAST_PICTURES = 2;
/** A burst of one picture is measured as if it came in this time. */
const BURST_MS = 500;
/** Larger pictures are tried again after so long, and later each time that it failed. */
const TRY = { firstMs: 4000, longestMs: 60_000, failedWithinMs: 3000 };
/** Each step halves what is coded in points a second, so that sizes do not change for little. */
const STEP = 2;
const LEAST_WIDTH = 80;
/** Movement is followed at it; below only where nothing else is left. */
const FEW_PER_SECOND = 5;

export class KeptRate {
  #asked: ReducedPicture;
  /** How many steps what is coded is below what was asked. */
  #steps = 0;
  #bits = 0;
  #pictures = 0;
  #sinceMs: number | null = null;
  #changedMs = 0;
  #triedMs: number | null = null;
  #waitMs = TRY.firstMs;

  constructor(asked: ReducedPicture) {
    this.#asked = asked;
  }

  /** What is to be coded of what was asked. */
  get picture(): ReducedPicture {
    return lessened(this.#asked, STEP ** this.#steps);
  }

  /** Another request: what these pictures need for each of their points is known by now. */
  ask(asked: ReducedPicture): void {
    const bitsPerPoint = (this.#asked.bitrateKbps * STEP ** this.#steps) / pointsPerSecond(this.#asked);
    const needed = (bitsPerPoint * pointsPerSecond(asked)) / asked.bitrateKbps;
    this.#steps = this.#steps === 0 ? 0 : Math.max(0, Math.round(Math.log(needed) / Math.log(STEP)));
    this.#asked = asked;
    this.#begin(null);
  }

  /** A coded picture, in order. True: `picture` is another from now on. */
  coded(bytes: number, atMs: number): boolean {
    const before = this.#steps;
    this.#sinceMs ??= atMs;
    const tookMs = atMs - this.#sinceMs;
    // What comes at the end of the time is of the next.
    if (tookMs >= LOOK_MS && this.#pictures >= LEAST_PICTURES) {
      this.#judge(this.#bits / tookMs, atMs);
      this.#begin(atMs);
    }
    this.#bits += bytes * 8;
    this.#pictures++;
    const pictureMs = 1000 / this.picture.framesPerSecond;
    const most = this.#asked.bitrateKbps * Math.max(LOOK_MS, LEAST_PICTURES * pictureMs) * FLOOD_PART;
    if (this.#pictures >= LEAST_PICTURES && this.#bits > most) {
      this.#judge(this.#bits / Math.max(BURST_MS, tookMs + pictureMs), atMs);
      this.#begin(null);
    }
    // The encoder begins anew: what is in it is of the old size.
    if (this.#steps !== before) this.#begin(null);
    return this.#steps !== before;
  }

  #judge(kbps: number, atMs: number): void {
    const { bitrateKbps } = this.#asked;
    if (kbps > bitrateKbps * MOST_PART) this.#less(kbps / bitrateKbps, atMs);
    else if (this.#steps > 0 && atMs - this.#changedMs >= this.#waitMs) this.#more(atMs);
  }

  #less(tooMuch: number, atMs: number): void {
    const hasFailed = this.#triedMs !== null && atMs - this.#triedMs <= TRY.failedWithinMs;
    if (hasFailed) this.#waitMs = Math.min(TRY.longestMs, this.#waitMs * 2);
    else this.#waitMs = TRY.firstMs;
    this.#triedMs = null;
    this.#steps += Math.max(1, Math.round(Math.log(tooMuch) / Math.log(STEP)));
    while (this.#steps > 1 && isLeast(this.#asked, STEP ** (this.#steps - 1))) this.#steps--;
    this.#changedMs = atMs;
  }

  #more(atMs: number): void {
    this.#steps--;
    this.#changedMs = atMs;
    this.#triedMs = atMs;
  }

  #begin(atMs: number | null): void {
    this.#sinceMs = atMs;
    this.#bits = 0;
    this.#pictures = 0;
  }
}

/** The same rate with so many times fewer points a second: fewer pictures and smaller ones by turns, then fewer alone. */
function lessened(asked: ReducedPicture, times: number): ReducedPicture {
  if (times === 1) return asked;
  const { width, height, framesPerSecond } = asked;
  const few = Math.min(framesPerSecond, FEW_PER_SECOND);
  const rate = Math.max(few, Math.round(framesPerSecond / Math.sqrt(times)));
  const scale = Math.max(Math.min(1, LEAST_WIDTH / width), Math.sqrt(framesPerSecond / rate / times));
  const left = times / ((framesPerSecond / rate) * (1 / scale ** 2));
  return {
    ...asked,
    width: even(width * scale),
    height: even(height * scale),
    framesPerSecond: Math.max(1, Math.round(rate / Math.max(1, left))),
  };
}

function isLeast(asked: ReducedPicture, times: number): boolean {
  const [one, next] = [lessened(asked, times), lessened(asked, times * STEP)];
  return one.width === next.width && one.framesPerSecond === next.framesPerSecond;
}

const even = (points: number) => Math.max(2, Math.round(points / 2) * 2);

function pointsPerSecond({ width, height, framesPerSecond }: ReducedPicture): number {
  return width * height * framesPerSecond;
}
