/** Counts of an event: since the boot, and in the last ten minutes. Pure. */

/** Long enough to be seen by someone who looks once in a talk. It is over by itself once the cause is mended. */
export const RECENT_MS = 10 * 60_000;
/** More than these are no worse. */
const MOST_KEPT = 1000;

export interface Count {
  sinceBoot: number;
  /** In the last ten minutes. */
  recent: number;
}

export class RecentCount {
  #sinceBoot: number;
  #total: number | null = null;
  readonly #moments: number[] = [];

  constructor(sinceBoot = 0) {
    this.#sinceBoot = sinceBoot;
  }

  add(times: number, atMs: number): void {
    this.#sinceBoot += times;
    for (let at = 0; at < Math.min(times, MOST_KEPT); at++) this.#moments.push(atMs);
    this.#moments.splice(0, this.#moments.length - MOST_KEPT);
  }

  /** Takes the kernel's own count since the boot. It is unknown when the events before the first look happened. */
  total(total: number, atMs: number): void {
    if (this.#total === null) this.#sinceBoot = total;
    else if (total > this.#total) this.add(total - this.#total, atMs);
    this.#total = total;
  }

  at(nowMs: number): Count {
    return { sinceBoot: this.#sinceBoot, recent: this.#moments.filter((ms) => nowMs - ms < RECENT_MS).length };
  }
}
