/**
 * The power of a stretch of sound in each of its frequencies. What depends on the length alone is worked out once: a new
 * spectrum each second would otherwise be most of what the service's garbage collector has to do.
 */
export class PowerSpectrum {
  readonly #length: number;
  readonly #bins: number;
  /** Hann: a line is seen in its own frequency and the two beside it, and nowhere else. */
  readonly #weights: Float64Array;
  /** Where each sample belongs before the first step, in the order of reversed bits. */
  readonly #places: Uint32Array;
  /** For each size of step, cosine and sine of each turn, one behind the other. */
  readonly #turns: Float64Array;
  readonly #real: Float64Array;
  readonly #imaginary: Float64Array;

  /**
   * @param length samples of a stretch, a power of two
   * @param bins how many frequencies are wanted, from 0 Hz upwards, spaced by rate / length
   */
  constructor(length: number, bins = length / 2) {
    this.#length = length;
    this.#bins = bins;
    this.#weights = Float64Array.from({ length }, (_, at) => 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / length));
    const bits = Math.log2(length);
    this.#places = Uint32Array.from({ length }, (_, at) => reversed(at, bits));
    this.#turns = turnsOf(length);
    this.#real = new Float64Array(length);
    this.#imaginary = new Float64Array(length);
  }

  /** @returns the power of each frequency; a sine of full scale reads 0.5 in its own */
  of(samples: Float32Array): Float64Array {
    const [real, imaginary, weights, places] = [this.#real, this.#imaginary, this.#weights, this.#places];
    for (let at = 0; at < this.#length; at++)
      real[places[at] as number] = (samples[at] as number) * (weights[at] as number);
    imaginary.fill(0);
    this.#transform();
    // The weights have a mean of a half; half of a sine's power is at the negative frequency.
    const scale = 8 / (this.#length * this.#length);
    const power = new Float64Array(this.#bins);
    for (let at = 0; at < power.length; at++)
      power[at] = ((real[at] as number) ** 2 + (imaginary[at] as number) ** 2) * scale;
    return power;
  }

  #transform(): void {
    const [real, imaginary, turns, length] = [this.#real, this.#imaginary, this.#turns, this.#length];
    let next = 0;
    for (let size = 2; size <= length; size *= 2) {
      const half = size / 2;
      for (let turn = 0; turn < half; turn++, next += 2) {
        const [cos, sin] = [turns[next] as number, turns[next + 1] as number];
        for (let at = turn; at < length; at += size) {
          const other = at + half;
          const r = real[other] as number;
          const i = imaginary[other] as number;
          const turnedReal = r * cos - i * sin;
          const turnedImaginary = r * sin + i * cos;
          real[other] = (real[at] as number) - turnedReal;
          imaginary[other] = (imaginary[at] as number) - turnedImaginary;
          real[at] = (real[at] as number) + turnedReal;
          imaginary[at] = (imaginary[at] as number) + turnedImaginary;
        }
      }
    }
  }
}

function turnsOf(length: number): Float64Array {
  const turns: number[] = [];
  for (let size = 2; size <= length; size *= 2)
    for (let turn = 0; turn < size / 2; turn++) {
      const angle = (2 * Math.PI * turn) / size;
      turns.push(Math.cos(angle), -Math.sin(angle));
    }
  return Float64Array.from(turns);
}

function reversed(index: number, bits: number): number {
  let from = index;
  let to = 0;
  for (let bit = 0; bit < bits; bit++) {
    to = (to << 1) | (from & 1);
    from >>= 1;
  }
  return to;
}
