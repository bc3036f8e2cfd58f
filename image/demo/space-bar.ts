/**
 * The space bar as the start button of a box: once, twice in a row, or kept down. A terminal shows a key that is kept
 * down by repeating it. Pure but for its clock.
 */

import { DOUBLE_MS } from '../../device/control/button/gesture.ts';
import type { Clock } from '../../device/platform/clock.ts';

/** A key kept down repeats first after 250 ms (Linux console) to 660 ms (X server), then every 30 to 100 ms. */
const REPEAT_MS = 700;

export interface SpaceBarOptions {
  clock: Pick<Clock, 'after' | 'monotonicMs'>;
  /** True if two presses differ in meaning from one. If not, the first press counts at once. */
  doubleHasMeaning(): boolean;
  press(gesture: 'short' | 'double'): void;
}

export class SpaceBar {
  readonly #options: SpaceBarOptions;
  #presses = 0;
  #lastMs = Number.NEGATIVE_INFINITY;
  /** More than two in a row are one long press. */
  #isKeptDown = false;

  constructor(options: SpaceBarOptions) {
    this.#options = options;
  }

  pressed(): void {
    const { clock, doubleHasMeaning, press } = this.#options;
    const nowMs = clock.monotonicMs();
    const isRepeat = nowMs - this.#lastMs < REPEAT_MS;
    this.#lastMs = nowMs;
    if (this.#presses > 0) {
      this.#presses++;
      return;
    }
    if (isRepeat && this.#isKeptDown) return;
    this.#isKeptDown = false;
    if (!doubleHasMeaning()) {
      this.#isKeptDown = true;
      press('short');
      return;
    }
    this.#presses = 1;
    clock.after(DOUBLE_MS, () => {
      this.#isKeptDown = this.#presses !== 2;
      if (this.#presses <= 2) press(this.#presses === 1 ? 'short' : 'double');
      this.#presses = 0;
    });
  }
}
