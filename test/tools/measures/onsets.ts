/** When a recording becomes loud after a silence. */
import { samplesOf } from './tone.ts';

const RATE = 48_000;
/** A tenth of full scale: silence and codec noise are not that loud. */
const LOUD = 0.1 * 32_768;
const SILENCE_SECONDS = 0.3;

/** In seconds of the recording. */
export async function onsetsOf(file: string): Promise<number[]> {
  const onsets: number[] = [];
  let loudAt = Number.NEGATIVE_INFINITY;
  for (const [index, sample] of (await samplesOf(file)).entries()) {
    if (Math.abs(sample) < LOUD) continue;
    const at = index / RATE;
    if (at - loudAt > SILENCE_SECONDS) onsets.push(at);
    loudAt = at;
  }
  return onsets;
}
