/** Detects a microphone that is set too loud: speech reaches full scale again and again, and is cut there. Pure. */

/** A reading of 16 bits at full scale is 0.0 dB; the loudest sample of speech that only comes near is below -0.3. */
export const FULL_SCALE_DB = -0.1;
/** Seconds of cut speech in each stretch: a cough is one, laughter lasts for one stretch, applause is no speech. */
const STRETCH = { ms: 10_000, cut: 3 };
const STRETCHES = 3;
/**
 * Cut seconds that count without speech: where even the room's noise is cut, speech is not recognised. No applause
 * lasts so long.
 */
const ALWAYS_CUT = { ofSeconds: 60, cut: 54 };
/** Time without cuts after which it is cleared. */
const TAKE_BACK_MS = 20_000;

interface Second {
  atMs: number;
  isCut: boolean;
  isSpeech: boolean;
}

export class Clipping {
  #seconds: Second[] = [];
  #isActive = false;
  #lastCutMs = 0;

  /**
   * @param peakDb of the time since the reading before, which come each second or more often
   * @param isSpeech somebody spoke in the last second or two
   */
  push(peakDb: number, isSpeech: boolean, nowMs: number): void {
    const isCut = peakDb >= FULL_SCALE_DB;
    if (isCut && isSpeech) this.#lastCutMs = nowMs;
    const newest = this.#seconds.at(-1);
    if (newest && nowMs - newest.atMs < 900) {
      newest.isCut ||= isCut;
      newest.isSpeech ||= isSpeech;
    } else this.#seconds.push({ atMs: nowMs, isCut, isSpeech });
    while (nowMs - (this.#seconds[0]?.atMs ?? nowMs) > ALWAYS_CUT.ofSeconds * 1000) this.#seconds.shift();
    if (this.#isCutForLong(nowMs)) this.#isActive = true;
    else if (!isCut && nowMs - this.#lastCutMs > TAKE_BACK_MS) this.#isActive = false;
  }

  get isActive(): boolean {
    return this.#isActive;
  }

  #isCutForLong(nowMs: number): boolean {
    if (this.#seconds.filter(({ isCut }) => isCut).length >= ALWAYS_CUT.cut) return true;
    const stretches = Array.from({ length: STRETCHES }, () => 0);
    for (const { atMs, isCut, isSpeech } of this.#seconds) {
      const stretch = Math.floor((nowMs - atMs) / STRETCH.ms);
      if (isCut && isSpeech && stretch < STRETCHES) stretches[stretch] = (stretches[stretch] as number) + 1;
    }
    return stretches.every((cut) => cut >= STRETCH.cut);
  }
}
