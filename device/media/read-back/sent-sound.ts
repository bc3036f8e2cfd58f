/** How loud the talk was in the last half minute, to tell a silent stream from a speaker who is silent. */

/** A voice reads -40 to -20 dBFS, a room in which nobody speaks below -50. */
const LOUD_DB = -45;
const KEPT_MS = 30_000;
/** Without knowing which moments a segment is of: longer than any delay it is worth to be sure of, and longer than a pause. */
const WHOLE_MS = 12_000;
const LEAST_READINGS = 6;
const READING_MS = 1000;
/** Of a reading, what says nothing about the time beside it. */
const EDGE_MS = 300;

export class SentSound {
  #readings: { atMs: number; rmsDb: number }[] = [];

  hear(rmsDb: number, atMs: number): void {
    this.#readings.push({ atMs, rmsDb });
    while (atMs - (this.#readings[0]?.atMs ?? atMs) > KEPT_MS) this.#readings.shift();
  }

  /** Something was clearly to be heard then; null: not known. Readings come each second or more often, of the time before. */
  wasLoudBetween(fromMs: number, toMs: number): boolean | null {
    const of = this.#readings.filter(({ atMs }) => atMs > fromMs + EDGE_MS && atMs < toMs + READING_MS - EDGE_MS);
    return of.length === 0 ? null : of.some(({ rmsDb }) => rmsDb > LOUD_DB);
  }

  /** Somebody has been talking all the while; null: not known. */
  hasBeenLoud(nowMs: number): boolean | null {
    const recent = this.#readings.filter(({ atMs }) => nowMs - atMs <= WHOLE_MS);
    if (recent.length < LEAST_READINGS) return null;
    return recent.filter(({ rmsDb }) => rmsDb > LOUD_DB).length > recent.length * 0.8;
  }
}
