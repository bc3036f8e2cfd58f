/** The K-weighting of ITU-R BS.1770-5 for one channel at 48 kHz: the head's treble shelf, then a high pass. Pure. */

/** Tables 1 and 2 of the recommendation: numerator, then denominator without its leading 1. */
const SHELF = [1.53512485958697, -2.69169618940638, 1.19839281085285, -1.69065929318241, 0.73248077421585] as const;
const HIGH_PASS = [1, -2, 1, -1.99004745483398, 0.99007225036621] as const;

export const WEIGHTED_RATE = 48_000;

/** Two biquads in transposed direct form II, in doubles: the high pass is too steep for single precision. */
export class KWeighting {
  #s1 = 0;
  #s2 = 0;
  #h1 = 0;
  #h2 = 0;

  /** Sum of squares of its output for `samples[first]`, `samples[first + step]`, … before `end`. */
  power(samples: Float32Array, first: number, end: number, step: number): number {
    const [sb0, sb1, sb2, sa1, sa2] = SHELF;
    const [hb0, hb1, hb2, ha1, ha2] = HIGH_PASS;
    let s1 = this.#s1;
    let s2 = this.#s2;
    let h1 = this.#h1;
    let h2 = this.#h2;
    let sum = 0;
    for (let at = first; at < end; at += step) {
      const x = samples[at] as number;
      const shelved = sb0 * x + s1;
      s1 = sb1 * x - sa1 * shelved + s2;
      s2 = sb2 * x - sa2 * shelved;
      const weighted = hb0 * shelved + h1;
      h1 = hb1 * shelved - ha1 * weighted + h2;
      h2 = hb2 * shelved - ha2 * weighted;
      sum += weighted * weighted;
    }
    // Decay ends in numbers so small that processors need more time for them.
    this.#s1 = normal(s1);
    this.#s2 = normal(s2);
    this.#h1 = normal(h1);
    this.#h2 = normal(h2);
    return sum;
  }
}

const normal = (value: number) => (Math.abs(value) < 1e-30 ? 0 : value);
