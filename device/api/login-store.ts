/** The valid cookies, limited in number. Only their hashes are kept, so a stored value opens nothing. */
import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';

/** A week: a volunteer's phone stays logged in from one seminar to the next. */
export const COOKIE_SECONDS = 7 * 24 * 3600;
/** Phones and browsers of a whole association; the oldest is logged out first. */
const COOKIES_MAXIMUM = 64;

export interface StoredCookie {
  /** SHA-256, base64. */
  hash: string;
  /** By the wall clock, because no other survives a restart. */
  endsAt: string;
}

/** A secret is 256 random bits, so a slow hash would add nothing. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('base64');

export class LoginStore {
  readonly #clock: Clock;
  /** Hash -> its end on the monotonic clock: setting the wall clock must not log anyone out. */
  readonly #endsMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Adds a cookie and returns its value. */
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

  /** Replaces the cookies. None gets longer than a new one, even if the clock was wrong meanwhile. */
  restore(cookies: StoredCookie[]): void {
    this.#endsMs.clear();
    for (const { hash, endsAt } of cookies.slice(-COOKIES_MAXIMUM)) {
      const leftMs = Math.min(Date.parse(endsAt) - this.#clock.wallMs(), COOKIE_SECONDS * 1000);
      if (leftMs > 0) this.#endsMs.set(hash, this.#clock.monotonicMs() + leftMs);
    }
  }
}
