/** Detects a microphone that hears nothing. Pure. */

/** A quiet empty room through a USB microphone reads -60 to -50 dBFS; a muted one below -70. */
export const SILENT_DB = -65;
/** Longer than a pause in a talk. */
const SILENT_AFTER_MS = 20_000;

export class Silence {
  #heardMs: number | null = null;

  push(rmsDb: number, nowMs: number): void {
    if (this.#heardMs === null || rmsDb > SILENT_DB) this.#heardMs = nowMs;
  }

  /** Forgets the past: another microphone, or none for a while. */
  reset(): void {
    this.#heardMs = null;
  }

  isSilent(nowMs: number): boolean {
    return this.#heardMs !== null && nowMs - this.#heardMs > SILENT_AFTER_MS;
  }
}
