/** When each token was last used: known to the second, written down seldom, as a program may ask each second for years. */
import type { StoredToken } from './auth-file.ts';

/** Four small writes a day for each program that asks all the time. */
const WRITTEN_EVERY_MS = 6 * 3600_000;

export class TokenUse {
  readonly #lastMs = new Map<string, number>();
  readonly #writtenMs = new Map<string, number>();

  /** True when it should be written down now. */
  note({ id, lastUsedAt }: StoredToken, nowMs: number): boolean {
    this.#lastMs.set(id, nowMs);
    const writtenMs = this.#writtenMs.get(id) ?? Date.parse(lastUsedAt ?? '');
    // A clock that is set back counts as long ago.
    if (Math.abs(nowMs - writtenMs) < WRITTEN_EVERY_MS) return false;
    this.#writtenMs.set(id, nowMs);
    return true;
  }

  /** ISO 8601; null: never. */
  lastOf({ id, lastUsedAt }: Pick<StoredToken, 'id' | 'lastUsedAt'>): string | null {
    const lastMs = this.#lastMs.get(id);
    return lastMs === undefined ? lastUsedAt : new Date(lastMs).toISOString();
  }
}
