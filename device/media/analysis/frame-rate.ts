/** Measures how many pictures a second there really are, and what causes a lack of them. Pure. */

/** Since the capture began. */
export interface FrameCounts {
  /** Pictures that the camera gave and the box took. */
  delivered: number;
  /** Pictures that the camera numbered and that never arrived. */
  lost: number;
  /** Pictures that left the encoder; null while nothing is encoded. */
  coded: number | null;
  /** Unused part of the processor since the count before; unknown, it is no cause. */
  idlePart?: number;
}

export interface Shortfall {
  /** `way`: the USB bus, or a box that does not fetch them in time. `processor`: nothing is left of it. */
  cause: 'camera' | 'way' | 'encoder' | 'processor';
  /** Pictures a second. */
  got: number;
  of: number;
}

/** Opening a camera costs one gap of up to half a second, and exposure settles for some seconds more. */
const SETTLING_MS = 5_000;
/** Long enough that a hand before the lens is no alarm, short enough for a report early in the talk. */
const WINDOW_MS = 10_000;
/**
 * Part of the due rate. Cameras that wait for the lamps (50 Hz) give 25 in place of 30, which nobody sees: 0.83. A dark
 * room gives 10 or 15 of 30.
 */
const TOO_FEW = 0.8;
/** Part from which it is clearly better, so that the report ends. */
const ENOUGH = 0.87;

/** Unused part that counts as nothing: between two counts a second apart, boards at their limit read 0 to 0.02. */
const NOTHING_LEFT = 0.05;
/** A shorter overload changes nothing, as while another recording is joined. */
const LASTING_MS = 8_000;

/** Counts come each second; a busy box takes several in a row. */
const LEAST_MS = 500;

type Sample = FrameCounts & { atMs: number };

export class FrameRate {
  readonly #due: number;
  readonly #startedMs: number;
  #samples: Sample[] = [];
  #shortfall: Shortfall | null = null;
  /** Since when the box itself is too slow. */
  #overloadedMs: number | null = null;

  /** @param due pictures a second that the camera promised in the mode it is in */
  constructor(due: number, nowMs: number) {
    this.#due = due;
    this.#startedMs = nowMs;
  }

  /** Call about each second. */
  count(counts: FrameCounts, nowMs: number): void {
    const newest = this.#samples.at(-1);
    // Encoding began or ended in between.
    if (newest && (newest.coded === null) !== (counts.coded === null)) this.#samples = [];
    this.#samples.push({ ...counts, atMs: nowMs });
    const keptMs = nowMs - this.#startedMs < SETTLING_MS ? LEAST_MS : WINDOW_MS;
    while (this.#samples.length > 2 && (this.#samples[1]?.atMs ?? 0) <= nowMs - keptMs) this.#samples.shift();
    if (nowMs - (this.#samples[0]?.atMs ?? nowMs) >= WINDOW_MS) this.#shortfall = this.#judge();
    const isOwn = this.#shortfall?.cause === 'encoder' || this.#shortfall?.cause === 'processor';
    this.#overloadedMs = isOwn ? (this.#overloadedMs ?? nowMs) : null;
  }

  /** Part of the pictures that come out where the box has lastingly been too slow for all; null where it has not. */
  overload(nowMs: number): number | null {
    if (this.#overloadedMs === null || !this.#shortfall || nowMs - this.#overloadedMs < LASTING_MS) return null;
    return this.#shortfall.got / this.#shortfall.of;
  }

  /** Rate between the last count and the one about a second before it; 0 while there is none. */
  get framesPerSecond(): number {
    const latestMs = (this.#samples.at(-1)?.atMs ?? 0) - LEAST_MS;
    const before = this.#samples.findLast(({ atMs }) => atMs <= latestMs);
    return before ? this.#rate(({ delivered }) => delivered, before) : 0;
  }

  /** Null while there are enough, or while that is not known yet. */
  get shortfall(): Shortfall | null {
    return this.#shortfall;
  }

  #judge(): Shortfall | null {
    const delivered = this.#rate((sample) => sample.delivered);
    const lost = this.#rate((sample) => sample.lost);
    const enough = this.#shortfall ? ENOUGH : TOO_FEW;
    if (delivered < this.#due * enough) {
      const missing = this.#due - delivered;
      if (this.#idlePart < NOTHING_LEFT) return { cause: 'processor', got: delivered, of: this.#due };
      return { cause: lost > missing / 2 ? 'way' : 'camera', got: delivered, of: this.#due };
    }
    if (this.#samples.at(-1)?.coded === null) return null;
    const coded = this.#rate((sample) => sample.coded ?? 0);
    return coded < delivered * enough ? { cause: 'encoder', got: coded, of: delivered } : null;
  }

  get #idlePart(): number {
    const [, ...later] = this.#samples;
    return later.reduce((sum, { idlePart = 1 }) => sum + idlePart, 0) / Math.max(1, later.length);
  }

  #rate(count: (sample: Sample) => number, from = this.#samples[0]): number {
    const to = this.#samples.at(-1);
    if (!from || !to || to.atMs <= from.atMs) return 0;
    return ((count(to) - count(from)) * 1000) / (to.atMs - from.atMs);
  }
}
