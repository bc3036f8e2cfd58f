/** The cookies in force, bounded; kept as fingerprints, so that nothing that is stored opens anything. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';

/** A week: a volunteer's phone stays logged in from one seminar to the next. */
export const COOKIE_SECONDS = 7 * 24 * 3600;
/** Phones and browsers of a whole association; the oldest is logged out first. */
const COOKIES_MAXIMUM = 64;

export interface StoredCookie {
  /** SHA-256, base64. */
  hash: string;
  /** By the wall clock, as no other survives a restart. */
  endsAt: string;
}

/** Of 256 random bits, so a slow hash would add nothing. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64');

export class LoginStore {
  readonly #clock: Clock;
  /** Fingerprint -> when it ends, on the monotonic clock: a wall clock that is set must not log anyone out. */
  readonly #endsMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The value of a new cookie. */
  open(): string {
    const [oldest] = this.#endsMs.keys();
    if (oldest !== undefined && this.#endsMs.size >= COOKIES_MAXIMUM) this.#endsMs.delete(oldest);
    const cookie = randomBytes(32).toString('base64url');
    this.#endsMs.set(hashOf(cookie), this.#clock.monotonicMs() + COOKIE_SECONDS * 1000);
    return cookie;
  }

  /** False when there was no such cookie. */
  close(cookie: string): boolean {
    return this.#endsMs.delete(hashOf(cookie));
  }

  clear(): void {
    this.#endsMs.clear();
  }

  accepts(cookie: string): boolean {
    const key = hashOf(cookie);
    const endsMs = this.#endsMs.get(key);
    if (endsMs === undefined) return false;
    if (this.#clock.monotonicMs() < endsMs) return true;
    this.#endsMs.delete(key);
    return false;
  }

  stored(): StoredCookie[] {
    const offsetMs = this.#clock.wallMs() - this.#clock.monotonicMs();
    return [...this.#endsMs].map(([hash, endsMs]) => ({ hash, endsAt: new Date(endsMs + offsetMs).toISOString() }));
  }

  /** In place of those there were. A clock that was wrong meanwhile makes none last longer than a new one. */
  restore(cookies: StoredCookie[]): void {
    this.#endsMs.clear();
    for (const { hash, endsAt } of cookies.slice(-COOKIES_MAXIMUM)) {
      const leftMs = Math.min(Date.parse(endsAt) - this.#clock.wallMs(), COOKIE_SECONDS * 1000);
      if (leftMs > 0) this.#endsMs.set(hash, this.#clock.monotonicMs() + leftMs);
    }
  }
}
