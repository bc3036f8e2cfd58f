/**
 * Detects that nobody has spoken into the microphone while somebody moves before the camera: it is switched off at its
 * transmitter, lies on the desk, or is another than the speaker's. Pure.
 */

/**
 * Longer than a speaker pauses while moving. A person who writes at the board for longer gets the report too, until the
 * next word.
 */
export const NO_SPEECH_SECONDS = 20;
/** Part of them with motion: in a pause in which everybody reads or thinks there is a nod now and then, a tenth. */
export const LEAST_MOTION = 0.5;
/** Speech that clears it: a word. */
const SPEECH_SECONDS = 2;

export class NoSpeech {
  #isActive = false;

  /** @param motion share of the last 20 s in which something moved, 0 to 1 */
  push(quietSeconds: number, motion: number): void {
    if (quietSeconds >= NO_SPEECH_SECONDS && motion >= LEAST_MOTION) this.#isActive = true;
    else if (quietSeconds < SPEECH_SECONDS) this.#isActive = false;
  }

  get isActive(): boolean {
    return this.#isActive;
  }
}
