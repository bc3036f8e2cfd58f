/** Speed of the disk that takes recordings, from what is really written to it: there is no test write. Pure. */

const WINDOW_MS = 60_000;

export interface WriteFigures {
  /** Since the service started. */
  bytesTotal: number;
  secondsTotal: number;
  /** In the last minute, while it was writing and syncing. Null where nothing was written. */
  bytesPerSecond: number | null;
  slowestMs: number | null;
  /** Share of the last minute: 1 is a disk that does nothing else, and falls behind. */
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

  /** Call after every write, with the sync that belongs to it. */
  add(bytes: number, tookMs: number, nowMs: number): void {
    this.#bytes += bytes;
    this.#ms += tookMs;
    this.#writes.push({ bytes, tookMs, atMs: nowMs });
    // About 150 in a minute; a disk that hangs writes none.
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
