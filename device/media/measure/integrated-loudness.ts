/** Programme loudness by ITU-R BS.1770-5 and EBU R 128: two gates over blocks of 400 ms that overlap by 75 %. Pure. */

const BLOCK_STEPS = 4;
const ABSOLUTE_GATE_LUFS = -70;
const RELATIVE_GATE_LU = -10;

/** Loudness of a weighted power; 1 kHz at full scale in one channel is -3.01. */
export const toLufs = (power: number) => -0.691 + 10 * Math.log10(power);
const toPower = (lufs: number) => 10 ** ((lufs + 0.691) / 10);

/** @param steps weighted mean squares of 100 ms each, channels summed. Null where nothing is above the gate. */
export function integratedLufs(steps: readonly number[]): number | null {
  const absolute = toPower(ABSOLUTE_GATE_LUFS);
  const ungated = meanAbove(steps, absolute);
  if (ungated === null) return null;
  const gated = meanAbove(steps, Math.max(absolute, ungated * 10 ** (RELATIVE_GATE_LU / 10)));
  return gated === null ? null : toLufs(gated);
}

function meanAbove(steps: readonly number[], gate: number): number | null {
  let sum = 0;
  let count = 0;
  for (let end = BLOCK_STEPS; end <= steps.length; end++) {
    let power = 0;
    for (let at = end - BLOCK_STEPS; at < end; at++) power += steps[at] as number;
    power /= BLOCK_STEPS;
    if (power <= gate) continue;
    sum += power;
    count++;
  }
  return count === 0 ? null : sum / count;
}
