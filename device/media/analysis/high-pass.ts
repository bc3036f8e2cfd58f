/** Removes all below a frequency: a Butterworth filter of the second order, which continues from piece to piece. */
import { ANALYSIS_AUDIO } from './analysis-audio.ts';

export class HighPass {
  readonly #b: [number, number, number];
  readonly #a: [number, number];
  #x1 = 0;
  #x2 = 0;
  #y1 = 0;
  #y2 = 0;

  constructor(hertz: number) {
    const w = Math.tan((Math.PI * hertz) / ANALYSIS_AUDIO.rate);
    const norm = 1 / (1 + Math.SQRT2 * w + w * w);
    this.#b = [norm, -2 * norm, norm];
    this.#a = [2 * (w * w - 1) * norm, (1 - Math.SQRT2 * w + w * w) * norm];
  }

  filter(samples: Float32Array): Float32Array {
    const filtered = new Float32Array(samples.length);
    for (let at = 0; at < samples.length; at++) {
      const x = samples[at] as number;
      const y =
        this.#b[0] * x + this.#b[1] * this.#x1 + this.#b[2] * this.#x2 - this.#a[0] * this.#y1 - this.#a[1] * this.#y2;
      this.#x2 = this.#x1;
      this.#x1 = x;
      this.#y2 = this.#y1;
      this.#y1 = y;
      filtered[at] = y;
    }
    return filtered;
  }
}
