/**
 * Holds an encoder to its set rate, by what comes out: some cannot make some pictures small enough, and then pictures
 * are made smaller or fewer before they are coded. Pure.
 */
import type { ReducedPicture } from './reduced-picture.ts';

/** Excess over the set rate that a link's queue takes. */
const MOST_PART = 1.15;
/** Excess at once that is acted on without waiting. */
const FLOOD_PART = 1.5;
/** Long enough to hold a keyframe's share of pictures between keyframes, where there are more than a few. */
const MEASURE_MS = 1000;
const LEAST_PICTURES = 2;
/** Least time over which a burst of one picture is measured. */
const BURST_MS = 500;
/** Larger pictures are tried again after so long, and later after each failure. */
const TRY = { firstMs: 4000, longestMs: 60_000, failedWithinMs: 3000 };
/** Each step halves the coded points a second, so that sizes do not change for little. */
const STEP = 2;
const LEAST_WIDTH = 80;
/** Rate at which movement can be followed; below only where nothing else is left. */
const FEW_PER_SECOND = 5;

export class KeptRate {
  #asked: ReducedPicture;
  /** Steps of the coded picture below the set one. */
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

  /** Picture to code for the set one. */
  get picture(): ReducedPicture {
    return lessened(this.#asked, STEP ** this.#steps);
  }

  /** Takes another request; the need of these pictures for each point is known by now. */
  ask(asked: ReducedPicture): void {
    const bitsPerPoint = (this.#asked.bitrateKbps * STEP ** this.#steps) / pointsPerSecond(this.#asked);
    const needed = (bitsPerPoint * pointsPerSecond(asked)) / asked.bitrateKbps;
    this.#steps = this.#steps === 0 ? 0 : Math.max(0, Math.round(Math.log(needed) / Math.log(STEP)));
    this.#asked = asked;
    this.#begin(null);
  }

  /** Takes a coded picture, in order. True: `picture` has changed. */
  coded(bytes: number, atMs: number): boolean {
    const before = this.#steps;
    this.#sinceMs ??= atMs;
    const tookMs = atMs - this.#sinceMs;
    // A picture at the end of the time belongs to the next.
    if (tookMs >= MEASURE_MS && this.#pictures >= LEAST_PICTURES) {
      this.#judge(this.#bits / tookMs, atMs);
      this.#begin(atMs);
    }
    this.#bits += bytes * 8;
    this.#pictures++;
    const pictureMs = 1000 / this.picture.framesPerSecond;
    const most = this.#asked.bitrateKbps * Math.max(MEASURE_MS, LEAST_PICTURES * pictureMs) * FLOOD_PART;
    if (this.#pictures >= LEAST_PICTURES && this.#bits > most) {
      this.#judge(this.#bits / Math.max(BURST_MS, tookMs + pictureMs), atMs);
      this.#begin(null);
    }
    // The encoder starts again: its content is of the old size.
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

/**
 * The same bitrate with so many times fewer points a second: fewer pictures and smaller ones in turns, then fewer
 * alone.
 */
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
