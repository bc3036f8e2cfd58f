import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';

/**
 * No write may hold a session up longer. A calm card syncs a small file in 5 to 50 ms, one that tidies itself in some
 * hundreds. Beyond a second the press matters more than its note on disk.
 */
export const WRITE_DEADLINE_MS = 1000;

/**
 * Writes one file, one write after the other. Two at a time could mix, and a hanging one must not gather others behind
 * it.
 */
export class WriteGate {
  readonly #clock: Clock;
  /** True until the last write returns, perhaps long after its deadline. */
  #isWriting = false;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /**
   * Throws when the write fails or is not done within the deadline. Throws without trying while an earlier write hangs.
   */
  async run(write: () => Promise<void>): Promise<void> {
    if (this.#isWriting) throw new Error('an earlier write has not come back');
    const work = this.#track(write);
    await new Promise<void>((resolve, reject) => {
      const late = () => reject(new Error(`not written within ${WRITE_DEADLINE_MS} ms`));
      const cancel = this.#clock.after(WRITE_DEADLINE_MS, late);
      inBackground(work.then(resolve, reject).finally(cancel));
    });
  }

  async #track(write: () => Promise<void>): Promise<void> {
    this.#isWriting = true;
    try {
      await write();
    } finally {
      this.#isWriting = false;
    }
  }
}
