/**
 * Detects mains hum of 50 or 60 Hz: narrow lines at its multiples that are there all the time, in the pauses of the
 * talk too. A voice has lines as well, but they move and pause; so has music, at other places. Pure.
 */

import { ANALYSIS_AUDIO } from './analysis-audio.ts';
import { Debounce } from './debounce.ts';
import { PowerSpectrum } from './power-spectrum.ts';
import { SlidingWindow } from './sliding-window.ts';

export type Mains = 50 | 60;

/** 2 s: lines half a hertz apart are two, and pauses of a talk are as long. */
const WINDOW = 8192;
const HOP = WINDOW / 2;
const BIN_HZ = ANALYSIS_AUDIO.rate / WINDOW;
/** 16 s of such windows. */
const WINDOWS = 16;
/** Share of windows below the level that counts: a steady line reads the same there as everywhere, speech is gone. */
const QUIET_SHARE = 0.125;
/** Transformers hum at even multiples, ground loops at odd ones; above the fifth nothing comes without one of these. */
const MULTIPLES = [1, 2, 3, 4, 5];
/** The mains keep to 0.2 Hz; the nearest note (49 Hz, G) is twice as far, from the second multiple on. */
const OFF_HZ = 0.25;
/** Surroundings of a line: from beyond the window's own width up to a tenth of an octave. */
const NEIGHBOURS_HZ = { from: 1.5, to: 8 };
/** Noise reads up to 6 dB above its median at this share; hum that is heard 20 to 50 dB. */
const STANDS_OUT_DB = 12;
/** One line alone may be a fan or a note. */
const LEAST_LINES = 2;
/** Heard by headphones in the pauses of a talk that reads -25 dBFS: the noise of a quiet room through a microphone is as loud. */
const HEARD_DB = -55;

/** Frequencies up to the neighbours of the highest line. */
const BINS = Math.ceil(((MULTIPLES.at(-1) as number) * 60 + NEIGHBOURS_HZ.to + 1) / BIN_HZ) + 1;

/** Looks are 1 s apart, each over 16 s. */
const HELD = { activateAfter: 4, clearAfter: 8 };

export class Hum {
  readonly #windows = new SlidingWindow(WINDOW, HOP);
  readonly #spectrum = new PowerSpectrum(WINDOW, BINS);
  readonly #spectra: Float64Array[] = [];
  readonly #debounce = new Map<Mains, Debounce>([
    [50, new Debounce(HELD)],
    [60, new Debounce(HELD)],
  ]);

  push(samples: Float32Array): void {
    this.#windows.push(samples, (window) => this.#judge(window));
  }

  /** Null while there is none. */
  get mains(): Mains | null {
    for (const [mains, { isActive }] of this.#debounce) if (isActive) return mains;
    return null;
  }

  #judge(window: Float32Array): void {
    this.#spectra.push(this.#spectrum.of(window));
    if (this.#spectra.length > WINDOWS) this.#spectra.shift();
    if (this.#spectra.length < WINDOWS) return;
    const steady = steadySpectrum(this.#spectra);
    for (const [mains, debounce] of this.#debounce) {
      const isHumming = hums(steady, mains);
      if (isHumming !== null) debounce.push(isHumming);
    }
  }
}

function steadySpectrum(spectra: readonly Float64Array[]): Float64Array {
  const at = Math.floor(spectra.length * QUIET_SHARE);
  const steady = new Float64Array(BINS);
  const powers = new Float64Array(spectra.length);
  for (let bin = 0; bin < BINS; bin++) {
    for (let one = 0; one < powers.length; one++) powers[one] = (spectra[one] as Float64Array)[bin] as number;
    steady[bin] = powers.sort()[at] as number;
  }
  return steady;
}

/** Judges one mains frequency; null: not known, as speech without a pause has as much power there. */
function hums(steady: Float64Array, mains: Mains): boolean | null {
  const all = MULTIPLES.map((multiple) => line(steady, mains * multiple));
  const power = (lines: { power: number }[]) => decibel(lines.reduce((sum, one) => sum + one.power, 0));
  if (power(all) < HEARD_DB) return false;
  const lines = all.filter(({ standsOutDb }) => standsOutDb >= STANDS_OUT_DB);
  return lines.length >= LEAST_LINES && power(lines) >= HEARD_DB ? true : null;
}

/** Strongest line within the mains' tolerance; it does not stand out if it is the foot of another line. */
function line(spectrum: Float64Array, hertz: number): { power: number; standsOutDb: number } {
  const within = (from: number, to: number) =>
    spectrum.subarray(Math.round(from / BIN_HZ), Math.round(to / BIN_HZ) + 1);
  const own = Math.max(...within(hertz - OFF_HZ, hertz + OFF_HZ));
  const widest = Math.max(...within(hertz - NEIGHBOURS_HZ.from, hertz + NEIGHBOURS_HZ.from));
  const neighbours = [
    ...within(hertz - NEIGHBOURS_HZ.to, hertz - NEIGHBOURS_HZ.from),
    ...within(hertz + NEIGHBOURS_HZ.from, hertz + NEIGHBOURS_HZ.to),
  ].sort((one, other) => one - other);
  const median = neighbours[neighbours.length >> 1] as number;
  return { power: own, standsOutDb: own < widest ? 0 : decibel(own / (median + 1e-15)) };
}

function decibel(power: number): number {
  return 10 * Math.log10(power + 1e-15);
}
