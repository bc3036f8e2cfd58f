/**
 * The power of a stretch of sound in each of its frequencies. Pure.
 * @param samples a power of two of them
 * @returns from 0 Hz upwards, spaced by rate / length; a sine of full scale reads 0.5 in its own
 */
export function powerSpectrum(samples: Float32Array): Float64Array {
  const { length } = samples;
  const real = new Float64Array(length);
  const imaginary = new Float64Array(length);
  const bits = Math.log2(length);
  for (let at = 0; at < length; at++) {
    // Hann: a line is seen in its own frequency and the two beside it, and nowhere else.
    const weight = 0.5 - 0.5 * Math.cos((2 * Math.PI * at) / length);
    real[reversed(at, bits)] = (samples[at] as number) * weight;
  }
  for (let size = 2; size <= length; size *= 2) {
    const half = size / 2;
    for (let turn = 0; turn < half; turn++) {
      const [cos, sin] = [Math.cos((2 * Math.PI * turn) / size), -Math.sin((2 * Math.PI * turn) / size)];
      for (let at = turn; at < length; at += size) {
        const other = at + half;
        const [r, i] = [real[other] as number, imaginary[other] as number];
        const [turnedReal, turnedImaginary] = [r * cos - i * sin, r * sin + i * cos];
        real[other] = (real[at] as number) - turnedReal;
        imaginary[other] = (imaginary[at] as number) - turnedImaginary;
        real[at] = (real[at] as number) + turnedReal;
        imaginary[at] = (imaginary[at] as number) + turnedImaginary;
      }
    }
  }
  // The weights have a mean of a half; half of a sine's power is at the negative frequency.
  const scale = 8 / (length * length);
  return Float64Array.from(
    { length: length / 2 },
    (_, at) => ((real[at] as number) ** 2 + (imaginary[at] as number) ** 2) * scale,
  );
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
