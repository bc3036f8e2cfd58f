/**
 * Detects speech: vowels, which rise over the noise of the room and are periodic with the pitch of a voice. A loud fan
 * (no rise) is none, nor are chalk, applause and keys (no pitch). Pure.
 */

import { ANALYSIS_AUDIO } from './analysis-audio.ts';
import { HighPass } from './high-pass.ts';
import { SlidingWindow } from './sliding-window.ts';

/** 64 ms hold two periods of the lowest voice; a vowel lasts two or three such frames. */
const FRAME = 256;
const HOP = 128;
/** Frequency above steps, wind and most of a fan; vowels have enough above it. */
const RUMBLE_HZ = 150;
const FRAMES_PER_SECOND = ANALYSIS_AUDIO.rate / HOP;
/** Time whose quietest tenth is the noise floor: no voice fills nine tenths of it with vowels. */
const FLOOR_FRAMES = Math.round(10 * FRAMES_PER_SECOND);
const FLOOR_SHARE = 0.1;
/** Level below which a rise is noise of a converter. */
const LOWEST_FLOOR_DB = -72;
/** Frames of noise differ by 0.4 to 0.6 dB (standard deviation); vowels as loud as the noise beside them rise 3 to 8 above it. */
const RISE_DB = 4;
/** Pitch of voices, deep men to children. */
const PITCH = { lowest: 75, highest: 400 };
const LAGS = {
  first: Math.round(ANALYSIS_AUDIO.rate / PITCH.highest),
  last: Math.round(ANALYSIS_AUDIO.rate / PITCH.lowest),
};
/** Half of the louder frames of recorded voices read above 0.72; of a fan one frame in 1000 reads above 0.46, of hiss 0.30. */
const PERIODIC = 0.5;
/**
 * Two syllables within a second and a half. Recorded voices have 15 to 28 such frames in it, 3 to 12 in a fan 5 dB louder
 * than they; a keyboard, chalk, clapping and steps 0.1 (`test/senses`).
 */
const WORD_FRAMES = Math.round(1.5 * FRAMES_PER_SECOND);
const VOWEL_FRAMES = 5;

const SPEAKING_SECONDS = 2;

/**
 * A hall that claps is 20 to 40 dB above the same hall when it listens. Keys and steps are as loud for a part of the
 * time; so is a fan for a minute after it is switched on, over which the quiet level is known.
 */
const LOUD = { aboveDb: 12, share: 0.8, floors: 60 * 2 };

export class Speech {
  readonly #windows = new SlidingWindow(FRAME, HOP);
  readonly #levelsDb = new Newest(FLOOR_FRAMES);
  /** 1 for a frame of a vowel. */
  readonly #voiced = new Newest(WORD_FRAMES);
  readonly #filter = new HighPass(RUMBLE_HZ);
  /** Samples since the last word, and those of them that were quiet. */
  #samples = 0;
  #quietSamples = 0;
  /** One floor for each push of the last minute. */
  readonly #floorsDb = new Newest(LOUD.floors);
  readonly #sorted = new Float64Array(FLOOR_FRAMES);
  /** Power of all samples of a frame before each. */
  readonly #power = new Float64Array(FRAME + 1);

  push(samples: Float32Array): void {
    const floorDb = this.#floorDb();
    this.#windows.push(this.#filter.filter(samples), (frame) => this.#judge(frame, floorDb));
    const isLoud = this.#isLoud(samples.length, floorDb);
    if (this.#voiced.count((voiced) => voiced === 1) >= VOWEL_FRAMES) {
      this.#samples = 0;
      this.#quietSamples = 0;
    } else {
      this.#samples += samples.length;
      if (!isLoud) this.#quietSamples += samples.length;
    }
  }

  /**
   * Quiet time since the last word, or since hearing began, counted in what was heard and not by the clock. Applause
   * and music do not count.
   */
  get quietSeconds(): number {
    return this.#quietSamples / ANALYSIS_AUDIO.rate;
  }

  /** A word was heard in the last two seconds, or none was missed yet. */
  get isSpeaking(): boolean {
    return this.#samples / ANALYSIS_AUDIO.rate < SPEAKING_SECONDS;
  }

  /** True if nearly all new samples are far above the quiet room. */
  #isLoud(samples: number, floorDb: number): boolean {
    this.#floorsDb.push(floorDb);
    const loudDb = this.#floorsDb.least + LOUD.aboveDb;
    const newest = Math.min(Math.floor(samples / HOP), this.#levelsDb.length);
    return this.#levelsDb.count((levelDb) => levelDb > loudDb, newest) > newest * LOUD.share;
  }

  #floorDb(): number {
    const levels = this.#levelsDb.values;
    if (levels.length === 0) return 0;
    const sorted = this.#sorted.subarray(0, levels.length);
    sorted.set(levels);
    return Math.max(LOWEST_FLOOR_DB, sorted.sort()[Math.floor(levels.length * FLOOR_SHARE)] as number);
  }

  #judge(frame: Float32Array, floorDb: number): void {
    let energy = 0;
    for (const sample of frame) energy += sample * sample;
    const levelDb = 10 * Math.log10(energy / FRAME + 1e-10);
    this.#levelsDb.push(levelDb);
    this.#voiced.push(levelDb > floorDb + RISE_DB && periodicity(frame, this.#power) > PERIODIC ? 1 : 0);
  }
}

/** The newest numbers of a row, in one array that stays. */
class Newest {
  readonly #ring: Float64Array;
  #pushed = 0;

  constructor(most: number) {
    this.#ring = new Float64Array(most);
  }

  push(value: number): void {
    this.#ring[this.#pushed % this.#ring.length] = value;
    this.#pushed += 1;
  }

  get length(): number {
    return Math.min(this.#pushed, this.#ring.length);
  }

  /** In no order. */
  get values(): Float64Array {
    return this.#ring.subarray(0, this.length);
  }

  get least(): number {
    return this.values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  }

  /** How many of the `newest` are so. */
  count(isSo: (value: number) => boolean, newest = this.length): number {
    let count = 0;
    for (let at = this.#pushed - newest; at < this.#pushed; at++)
      if (isSo(this.#ring[at % this.#ring.length] as number)) count += 1;
    return count;
  }
}

/**
 * The best likeness of the frame with itself a period later, 0 to 1.
 * @param power room for one number more than the frame has
 */
function periodicity(frame: Float32Array, power: Float64Array): number {
  const { length } = frame;
  for (let at = 0; at < length; at++) power[at + 1] = (power[at] as number) + (frame[at] as number) ** 2;
  let best = 0;
  for (let lag = LAGS.first; lag <= LAGS.last; lag++) {
    let product = 0;
    for (let at = lag; at < length; at++) product += (frame[at] as number) * (frame[at - lag] as number);
    const [later, earlier] = [(power[length] as number) - (power[lag] as number), power[length - lag] as number];
    best = Math.max(best, product / Math.sqrt(later * earlier + 1e-12));
  }
  return best;
}
