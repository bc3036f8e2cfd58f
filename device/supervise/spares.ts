/** Processes started ahead of time, so that what needs one in a hurry does not pay for a process start. */
import type { Clock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import type { Child } from './child.ts';

/** A start costs about 100 ms of one x86 core: not while the one that was just taken is itself starting up. */
const REFILL_AFTER_MS = 3000;

export interface SparesOptions {
  clock: Clock;
  start: () => Child;
  /** How many are kept parked. */
  wanted: number;
}

export class Spares {
  #options: SparesOptions;
  #parked: Child[] = [];
  #cancelRefill: (() => void) | null = null;
  #closed = false;

  constructor(options: SparesOptions) {
    this.#options = options;
  }

  /** Fills up at once, where `take` refills later. */
  start(): void {
    this.#refill();
  }

  get parked(): readonly Child[] {
    return this.#parked;
  }

  /** A parked process, or a new one where none is left. */
  take(): Child {
    let child = this.#parked.shift();
    while (child?.isGone) child = this.#parked.shift();
    this.#refillLater();
    return child ?? this.#options.start();
  }

  /** Changes how many are kept, a little later: what is taken in the same breath must not have been ended. */
  setWanted(wanted: number): void {
    this.#options.wanted = wanted;
    if (this.#parked.length !== wanted) this.#refillLater();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRefill?.();
    for (const child of this.#parked.splice(0)) child.kill();
  }

  #refillLater(): void {
    if (this.#closed || this.#cancelRefill) return;
    this.#cancelRefill = this.#options.clock.after(REFILL_AFTER_MS, () => {
      this.#cancelRefill = null;
      this.#refill();
    });
  }

  #refill(): void {
    if (this.#closed) return;
    this.#parked = this.#parked.filter((child) => !child.isGone);
    for (const child of this.#parked.splice(this.#options.wanted)) child.kill();
    while (this.#parked.length < this.#options.wanted) {
      const child = this.#options.start();
      this.#parked.push(child);
      // One that dies while parked is replaced, but never in a tight loop.
      inBackground(
        child.ended.then(() => {
          if (this.#parked.includes(child)) this.#refillLater();
        }),
      );
    }
  }
}
