/** How fast the disk takes recordings, from what is really written to it: nothing is written to find out. Pure. */

const WINDOW_MS = 60_000;

export interface WriteFigures {
  /** Since the service started. */
  bytesTotal: number;
  secondsTotal: number;
  /** Of the last minute: while it was writing and syncing. Null where nothing was written. */
  bytesPerSecond: number | null;
  slowestMs: number | null;
  /** Of the last minute's time: 1 is a disk that does nothing but this, and falls behind. */
  busyShare: number;
}

interface Write {
  bytes: number;
  tookMs: number;
  atMs: number;
}

export class WriteSpeed {
  #bytes = 0;
  #ms = 0;
  #writes: Write[] = [];

  /** Call after each write, with the sync that belongs to it. */
  add(bytes: number, tookMs: number, nowMs: number): void {
    this.#bytes += bytes;
    this.#ms += tookMs;
    this.#writes.push({ bytes, tookMs, atMs: nowMs });
    // Some 150 in a minute: a disk that hangs writes none.
    while (nowMs - (this.#writes[0]?.atMs ?? nowMs) > WINDOW_MS) this.#writes.shift();
  }

  at(nowMs: number): WriteFigures {
    this.#writes = this.#writes.filter(({ atMs }) => nowMs - atMs <= WINDOW_MS);
    const bytes = this.#writes.reduce((sum, write) => sum + write.bytes, 0);
    const ms = this.#writes.reduce((sum, write) => sum + write.tookMs, 0);
    const isKnown = this.#writes.length > 0 && ms > 0;
    return {
      bytesTotal: this.#bytes,
      secondsTotal: this.#ms / 1000,
      bytesPerSecond: isKnown ? Math.round((bytes * 1000) / ms) : null,
      slowestMs: isKnown ? Math.round(Math.max(...this.#writes.map(({ tookMs }) => tookMs))) : null,
      busyShare: Math.min(1, ms / WINDOW_MS),
    };
  }
}
