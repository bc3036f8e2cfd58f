/** Tells a button from a wire that picks up noise, by the rate of changes of the contact. */

/**
 * More changes within a second than any hand makes. A double press changes the contact four times; the worst of worn
 * buttons bounces about ten times at each, 48 in all. The mains' 50 Hz, picked up by a long wire, makes 100.
 */
export const EDGES_MAX = 60;
const WINDOW_MS = 1000;

export class NoiseGuard {
  #edgesMs: number[] = [];

  /** Counts an edge. True when it is one too many. */
  isNoise(atMs: number): boolean {
    this.#edgesMs.push(atMs);
    if (this.#edgesMs.length <= EDGES_MAX) return false;
    const first = this.#edgesMs.shift() ?? atMs;
    return atMs - first < WINDOW_MS;
  }

  reset(): void {
    this.#edgesMs = [];
  }
}
