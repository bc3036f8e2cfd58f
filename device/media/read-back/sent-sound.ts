/** Keeps the talk's loudness of the last half minute, to distinguish a silent stream from a silent speaker. */

/** A voice reads -40 to -20 dBFS, a room in which nobody speaks below -50. */
const LOUD_DB = -45;
/** Muted gives -100; a microphone whose noise is suppressed stays above -80 between two words. */
const MUTED_DB = -90;
const KEPT_MS = 30_000;
/** Time for a segment of unknown moments: longer than any delay that matters, and than a pause. */
const WHOLE_MS = 12_000;
const LEAST_READINGS = 6;
const READING_MS = 1000;
/** Part of a reading that says nothing about the time beside it. */
const EDGE_MS = 300;

export class SentSound {
  #readings: { atMs: number; rmsDb: number }[] = [];

  hear(rmsDb: number, atMs: number): void {
    this.#readings.push({ atMs, rmsDb });
    while (atMs - (this.#readings[0]?.atMs ?? atMs) > KEPT_MS) this.#readings.shift();
  }

  /**
   * True if something could clearly be heard then. Null: not known, also where the room was muted at one of the ends,
   * as a reading covers the whole second before it.
   */
  wasLoudBetween(fromMs: number, toMs: number): boolean | null {
    const of = this.#readings.filter(({ atMs }) => atMs > fromMs + EDGE_MS && atMs < toMs + READING_MS - EDGE_MS);
    const isLoud = of.some(({ rmsDb }) => rmsDb > LOUD_DB);
    return of.length === 0 || (isLoud && of.some(isMuted)) ? null : isLoud;
  }

  /**
   * True if somebody has been talking all the while; null: not known, as where the room was muted and viewers may be
   * that far behind.
   */
  hasBeenLoud(nowMs: number): boolean | null {
    const recent = this.#readings.filter(({ atMs }) => nowMs - atMs <= WHOLE_MS);
    if (recent.length < LEAST_READINGS) return null;
    const isLoud = recent.filter(({ rmsDb }) => rmsDb > LOUD_DB).length > recent.length * 0.8;
    return isLoud && this.#readings.some(isMuted) ? null : isLoud;
  }
}

const isMuted = ({ rmsDb }: { rmsDb: number }) => rmsDb < MUTED_DB;
