/** Tells a button from a wire that picks up noise, by how often its contact changes. */

/**
 * More changes within a second than any hand makes: a double press is four changes of the contact, and the worst of
 * worn buttons bounces some ten times at each, 48 in all. The mains' 50 Hz, which a long wire picks up, makes 100.
 */
export const EDGES_MAX = 60;
const WINDOW_MS = 1000;

export class NoiseGuard {
  #edgesMs: number[] = [];

  /** Takes note of an edge; true when it is one too many. */
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
