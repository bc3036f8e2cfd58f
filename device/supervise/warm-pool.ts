/** Processes started ahead of time: who needs one in a hurry does not wait for a process start. */
import type { Clock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import type { Child } from './child.ts';

/** A start costs about 100 ms of one x86 core, so it waits until the worker that was just taken has started up. */
const REFILL_AFTER_MS = 3000;

export interface WarmPoolOptions {
  clock: Clock;
  start: () => Child;
  /** Number of warm processes to keep. */
  wanted: number;
}

export class WarmPool {
  #options: WarmPoolOptions;
  #warm: Child[] = [];
  #cancelRefill: (() => void) | null = null;
  #closed = false;

  constructor(options: WarmPoolOptions) {
    this.#options = options;
  }

  /** Fills up at once; `take` refills later. */
  start(): void {
    this.#refill();
  }

  get warm(): readonly Child[] {
    return this.#warm;
  }

  /** A warm process, or a new one where none is left. */
  take(): Child {
    let child = this.#warm.shift();
    while (child?.isGone) child = this.#warm.shift();
    this.#refillLater();
    return child ?? this.#options.start();
  }

  /** Changes how many are kept, a little later: a process that is taken right after this call must still be alive. */
  setWanted(wanted: number): void {
    this.#options.wanted = wanted;
    if (this.#warm.length !== wanted) this.#refillLater();
  }

  close(): void {
    this.#closed = true;
    this.#cancelRefill?.();
    for (const child of this.#warm.splice(0)) child.kill();
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
    this.#warm = this.#warm.filter((child) => !child.isGone);
    for (const child of this.#warm.splice(this.#options.wanted)) child.kill();
    while (this.#warm.length < this.#options.wanted) {
      const child = this.#options.start();
      this.#warm.push(child);
      // A process that dies while it waits is replaced, but never in a tight loop.
      inBackground(
        child.ended.then(() => {
          if (this.#warm.includes(child)) this.#refillLater();
        }),
      );
    }
  }
}
