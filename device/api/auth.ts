/**
 * Who may change something: one password for the box, cookies for people, tokens for programs. A damaged password
 * file lets nobody in; the button on the box, which needs no password, goes on working.
 */
import { createHash, randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { promisify } from 'node:util';
import type { Clock } from '../platform/clock.ts';
import { syncDirectory } from '../platform/durable-file.ts';
import { because } from '../reason.ts';
import { type AuthFileContent, type AuthRecord, readAuthFile, type StoredToken, writeAuthFile } from './auth-file.ts';
import type { NewToken, Token } from './contract/access.ts';
import { Refused } from './refused.ts';

const deriveKey = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 16 MB and some 0.2 s on the board for each try. */
const COST = { N: 16_384, r: 8, p: 1 } as const;
/** One hash at a time keeps that at 16 MB; whoever would wait longer than these take (2 s) is told to come back. */
const WAITING_MAXIMUM = 8;
const PASSWORD_MINIMUM = 8;
/** A week: a volunteer's phone stays logged in from one seminar to the next. */
export const COOKIE_SECONDS = 7 * 24 * 3600;
/** Phones and browsers of a whole association; the oldest is logged out first. */
const COOKIES_MAXIMUM = 64;
const TOKENS_MAXIMUM = 20;

/** What a request brought to show who sent it. */
export interface Credentials {
  cookie: string | undefined;
  /** The token of `Authorization: Bearer`. */
  bearer: string | undefined;
}

const fingerprint = (secret: string) => createHash('sha256').update(secret).digest('base64');
const sameBytes = (one: string, other: string) =>
  timingSafeEqual(Buffer.from(one, 'base64'), Buffer.from(other, 'base64'));
/** Keyboards differ in how they compose an accented letter; the password is the same. */
const hashPassword = (password: string, salt: Buffer) => deriveKey(password.normalize('NFKC'), salt, 32, COST);

export class Auth {
  readonly #file: string;
  readonly #clock: Clock;
  #content: AuthFileContent = { phase: 'damaged', tech: 'not read yet' };
  /** Fingerprint of a cookie -> when it ends, on the monotonic clock. */
  readonly #cookies = new Map<string, number>();
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor({ file, clock }: { file: string; clock: Clock }) {
    this.#file = file;
    this.#clock = clock;
  }

  async load(): Promise<void> {
    this.#content = await readAuthFile(this.#file);
  }

  get passwordState(): AuthFileContent['phase'] {
    return this.#content.phase;
  }

  /** Chooses the first password. Throws `Refused` when there is one already. */
  claim(password: string): Promise<void> {
    return this.#oneAtATime(async () => {
      if (this.#content.phase === 'set') throw new Refused(409, because('passwordAlreadySet', 'claimed before'));
      if (this.#content.phase === 'damaged') throw this.#damaged(this.#content.tech);
      await this.#setPassword(password, []);
    });
  }

  /** Throws `Refused` unless this is the password. */
  async verify(password: string): Promise<void> {
    await this.#oneAtATime(() => this.#verify(password));
  }

  /** Every cookie ends; tokens stay, as programs hold them knowingly and each can be revoked. */
  changePassword(current: string, next: string): Promise<void> {
    return this.#oneAtATime(async () => {
      const { tokens } = await this.#verify(current);
      await this.#setPassword(next, tokens);
    });
  }

  /** Forgets password, tokens and cookies: the next visitor chooses a password. For the button held during start-up. */
  reset(): Promise<void> {
    return this.#oneAtATime(async () => {
      await rm(this.#file, { force: true });
      await syncDirectory(dirname(this.#file));
      this.#cookies.clear();
      this.#content = { phase: 'unset' };
    });
  }

  /** The value of a new cookie, for someone whose password was verified. */
  openCookie(): string {
    const [oldest] = this.#cookies.keys();
    if (oldest !== undefined && this.#cookies.size >= COOKIES_MAXIMUM) this.#cookies.delete(oldest);
    const cookie = randomBytes(32).toString('base64url');
    this.#cookies.set(fingerprint(cookie), this.#clock.monotonicMs() + COOKIE_SECONDS * 1000);
    return cookie;
  }

  closeCookie(cookie: string): void {
    this.#cookies.delete(fingerprint(cookie));
  }

  accepts({ cookie, bearer }: Credentials): boolean {
    return (
      (cookie !== undefined && this.#acceptsCookie(cookie)) || (bearer !== undefined && this.#acceptsToken(bearer))
    );
  }

  /** Throws `Refused`, with what to do about it, unless the credentials are accepted. */
  require(credentials: Credentials): void {
    if (this.#content.phase === 'damaged') throw this.#damaged(this.#content.tech);
    if (this.#content.phase === 'unset') throw new Refused(401, because('passwordNotSet', 'not claimed yet'));
    if (!this.accepts(credentials)) throw new Refused(401, because('passwordNeeded', 'no valid cookie or token'));
  }

  tokens(): Token[] {
    return this.#record().tokens.map(({ id, name, createdAt }) => ({ id, name, createdAt }));
  }

  createToken(name: string): Promise<NewToken> {
    return this.#oneAtATime(async () => {
      const record = this.#record();
      if (record.tokens.length >= TOKENS_MAXIMUM) {
        throw new Refused(409, because('tooManyTokens', `${TOKENS_MAXIMUM} tokens`, { maximum: TOKENS_MAXIMUM }));
      }
      const token = randomBytes(32).toString('base64url');
      const facts = {
        id: randomBytes(4).toString('hex'),
        name,
        createdAt: new Date(this.#clock.wallMs()).toISOString(),
      };
      await this.#save({ ...record, tokens: [...record.tokens, { ...facts, hash: fingerprint(token) }] });
      return { ...facts, token };
    });
  }

  revokeToken(id: string): Promise<void> {
    return this.#oneAtATime(async () => {
      const record = this.#record();
      const tokens = record.tokens.filter((token) => token.id !== id);
      if (tokens.length === record.tokens.length) throw new Refused(404, because('tokenUnknown', `no token ${id}`));
      await this.#save({ ...record, tokens });
    });
  }

  #acceptsCookie(cookie: string): boolean {
    const key = fingerprint(cookie);
    const endsMs = this.#cookies.get(key);
    if (endsMs === undefined) return false;
    if (this.#clock.monotonicMs() < endsMs) return true;
    this.#cookies.delete(key);
    return false;
  }

  #acceptsToken(token: string): boolean {
    if (this.#content.phase !== 'set') return false;
    const hash = fingerprint(token);
    return this.#content.record.tokens.some((stored) => sameBytes(stored.hash, hash));
  }

  #damaged(tech: string): Refused {
    return new Refused(503, because('passwordFileDamaged', tech));
  }

  #record(): AuthRecord {
    if (this.#content.phase === 'set') return this.#content.record;
    if (this.#content.phase === 'damaged') throw this.#damaged(this.#content.tech);
    throw new Refused(401, because('passwordNotSet', 'not claimed yet'));
  }

  async #verify(password: string): Promise<AuthRecord> {
    const record = this.#record();
    const hash = await hashPassword(password, Buffer.from(record.password.salt, 'base64'));
    if (!timingSafeEqual(hash, Buffer.from(record.password.hash, 'base64'))) {
      throw new Refused(401, because('passwordWrong', 'the hash differs'));
    }
    return record;
  }

  async #setPassword(password: string, tokens: StoredToken[]): Promise<void> {
    if ([...password].length < PASSWORD_MINIMUM) {
      const values = { minimum: PASSWORD_MINIMUM };
      throw new Refused(400, because('passwordTooShort', 'password too short', values), [
        { path: 'password', message: `must have at least ${PASSWORD_MINIMUM} characters` },
      ]);
    }
    const salt = randomBytes(16);
    const hash = await hashPassword(password, salt);
    const stored = { salt: salt.toString('base64'), hash: hash.toString('base64') };
    await this.#save({ version: 1, password: stored, tokens });
    this.#cookies.clear();
  }

  async #save(record: AuthRecord): Promise<void> {
    await writeAuthFile(this.#file, record);
    this.#content = { phase: 'set', record };
  }

  async #oneAtATime<T>(task: () => Promise<T>): Promise<T> {
    if (this.#waiting >= WAITING_MAXIMUM) throw new Refused(429, because('tooManyTries', 'log-in queue full'));
    this.#waiting += 1;
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    try {
      return await result;
    } finally {
      this.#waiting -= 1;
    }
  }
}
