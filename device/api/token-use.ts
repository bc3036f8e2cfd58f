/**
 * Time of each token's last use: known to the second, written down seldom, because a program may ask every second for
 * years.
 */
import type { StoredToken } from './auth-file.ts';

/** Four small writes a day for each program that asks all the time. */
const WRITTEN_EVERY_MS = 6 * 3600_000;

export class TokenUse {
  readonly #lastMs = new Map<string, number>();
  readonly #writtenMs = new Map<string, number>();

  /** True when the time should be written down now. */
  note({ id, lastUsedAt }: StoredToken, nowMs: number): boolean {
    this.#lastMs.set(id, nowMs);
    const writtenMs = this.#writtenMs.get(id) ?? Date.parse(lastUsedAt ?? '');
    // After the clock is set back, the last write counts as long ago.
    if (Math.abs(nowMs - writtenMs) < WRITTEN_EVERY_MS) return false;
    this.#writtenMs.set(id, nowMs);
    return true;
  }

  /** ISO 8601; null: never used. */
  lastOf({ id, lastUsedAt }: Pick<StoredToken, 'id' | 'lastUsedAt'>): string | null {
    const lastMs = this.#lastMs.get(id);
    return lastMs === undefined ? lastUsedAt : new Date(lastMs).toISOString();
  }
}
