/**
 * Tells whether somebody speaks: vowels, which rise over the noise of the room and are periodic with the pitch of a
 * voice. Neither a loud fan (no rise) nor chalk, applause and keys (no pitch) are speech. Pure.
 */

import { ANALYSIS_AUDIO } from './analysis-audio.ts';
import { HighPass } from './high-pass.ts';

/** 64 ms hold two periods of the lowest voice; a vowel lasts two or three such frames. */
const FRAME = 256;
const HOP = 128;
/** Below it are steps, wind and most of a fan; vowels have enough above. */
const RUMBLE_HZ = 150;
const FRAMES_PER_SECOND = ANALYSIS_AUDIO.rate / HOP;
/** The noise floor is what the quietest tenth of so long a time is below: no voice fills nine tenths of it with vowels. */
const FLOOR_FRAMES = Math.round(10 * FRAMES_PER_SECOND);
const FLOOR_SHARE = 0.1;
/** Below it a rise is the noise of a converter. */
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
 * A hall that claps is 20 to 40 dB above the same hall when it listens. Keys and steps are as loud for a part of the time;
 * a fan that is switched on is so for the minute over which the quiet is known.
 */
const LOUD = { aboveDb: 12, share: 0.8, floors: 60 * 2 };

export class Speech {
  #held = new Float32Array(0);
  readonly #levels: number[] = [];
  readonly #voiced: boolean[] = [];
  readonly #filter = new HighPass(RUMBLE_HZ);
  /** Since the last word, and of that what counts as quiet. */
  #samples = 0;
  #quietSamples = 0;
  /** Of the last minute. */
  readonly #floorsDb: number[] = [];

  push(samples: Float32Array): void {
    const filtered = this.#filter.filter(samples);
    const all = new Float32Array(this.#held.length + filtered.length);
    all.set(this.#held);
    all.set(filtered, this.#held.length);
    let at = 0;
    const floorDb = this.#floorDb();
    for (; at + FRAME <= all.length; at += HOP) this.#judge(all.subarray(at, at + FRAME), floorDb);
    this.#held = all.slice(at);
    const isLoud = this.#isLoud(samples.length, floorDb);
    if (this.#voiced.filter(Boolean).length >= VOWEL_FRAMES) {
      this.#samples = 0;
      this.#quietSamples = 0;
    } else {
      this.#samples += samples.length;
      if (!isLoud) this.#quietSamples += samples.length;
    }
  }

  /** Since the last word, or since hearing began; of what was heard, not of the clock. Applause and music count as no time. */
  get quietSeconds(): number {
    return this.#quietSamples / ANALYSIS_AUDIO.rate;
  }

  /** A word was heard in the last two seconds, or none was missed yet. */
  get isSpeaking(): boolean {
    return this.#samples / ANALYSIS_AUDIO.rate < SPEAKING_SECONDS;
  }

  /** Nearly all of the newest is far above what the room is like when it is quiet. */
  #isLoud(samples: number, floorDb: number): boolean {
    this.#floorsDb.push(floorDb);
    if (this.#floorsDb.length > LOUD.floors) this.#floorsDb.shift();
    const quietDb = Math.min(...this.#floorsDb);
    const newest = this.#levels.slice(-Math.floor(samples / HOP));
    return newest.filter((levelDb) => levelDb > quietDb + LOUD.aboveDb).length > newest.length * LOUD.share;
  }

  #floorDb(): number {
    const sorted = [...this.#levels].sort((one, other) => one - other);
    return Math.max(LOWEST_FLOOR_DB, sorted[Math.floor(sorted.length * FLOOR_SHARE)] ?? 0);
  }

  #judge(frame: Float32Array, floorDb: number): void {
    let energy = 0;
    for (const sample of frame) energy += sample * sample;
    const levelDb = 10 * Math.log10(energy / FRAME + 1e-10);
    this.#levels.push(levelDb);
    if (this.#levels.length > FLOOR_FRAMES) this.#levels.shift();
    this.#voiced.push(levelDb > floorDb + RISE_DB && periodicity(frame) > PERIODIC);
    if (this.#voiced.length > WORD_FRAMES) this.#voiced.shift();
  }
}

/** The best likeness of the frame with itself a period later, 0 to 1. */
function periodicity(frame: Float32Array): number {
  const { length } = frame;
  /** Power of all samples before each. */
  const power = new Float64Array(length + 1);
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
