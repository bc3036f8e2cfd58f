/**
 * Runs one task after the other. Tasks of known browsers go first, and each lane has room for a limited number that
 * waits.
 */
import { inBackground } from '../platform/in-background.ts';

export type Lane = 'known' | 'stranger';

interface Waiting {
  start(): Promise<void>;
}

export class Turns {
  readonly #lanes: Record<Lane, Waiting[]> = { known: [], stranger: [] };
  #isBusy = false;

  waiting(lane: Lane): number {
    return this.#lanes[lane].length;
  }

  take<T>(lane: Lane, task: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#lanes[lane].push({ start: () => task().then(resolve, reject) });
      this.#next();
    });
  }

  #next(): void {
    if (this.#isBusy) return;
    const next = this.#lanes.known.shift() ?? this.#lanes.stranger.shift();
    if (!next) return;
    this.#isBusy = true;
    inBackground(
      next.start().finally(() => {
        this.#isBusy = false;
        this.#next();
      }),
    );
  }
}
