/**
 * Who may change something: one password for the box, cookies for people, tokens for programs. A damaged password
 * file lets nobody in; the button on the box, which needs no password, goes on working.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import { because, type Reason } from '../reason.ts';
import { PASSWORD_LENGTH } from '../settings/password-length.ts';
import { type AuthFileContent, type AuthRecord, readAuthFile, removeAuthFile, writeAuthFile } from './auth-file.ts';
import type { NewToken, Token } from './contract/access.ts';
import { CookieJar, fingerprint } from './cookie-jar.ts';
import { Listeners } from './listeners.ts';
import { isPassword, newPassword } from './password-hash.ts';
import { Refused } from './refused.ts';

/** One hash at a time (16 MB, some 0.2 s on the board); whoever would wait longer than these take (2 s) is told to come back. */
const WAITING_MAXIMUM = 8;
const TOKENS_MAXIMUM = 20;
/** For so long the page tells that the password was forgotten and is free for anyone to choose. */
const RESET_TOLD_MS = 10 * 60_000;

/** What a request brought to show who sent it. */
export interface Credentials {
  cookie: string | undefined;
  /** The token of `Authorization: Bearer`. */
  bearer: string | undefined;
}

const sameBytes = (one: string, other: string) =>
  timingSafeEqual(Buffer.from(one, 'base64'), Buffer.from(other, 'base64'));

export class Auth {
  readonly #file: string;
  readonly #clock: Clock;
  /** Told after someone was let in or shut out: a cookie or a token ended, a password was chosen. */
  readonly changes = new Listeners<[]>();
  #content: AuthFileContent = { phase: 'damaged', tech: 'not read yet' };
  readonly #cookies: CookieJar;
  #resetMs: number | null = null;
  #last: Promise<unknown> = Promise.resolve();
  #waiting = 0;

  constructor({ file, clock }: { file: string; clock: Clock }) {
    this.#file = file;
    this.#clock = clock;
    this.#cookies = new CookieJar(clock);
  }

  async load(): Promise<void> {
    this.#content = await readAuthFile(this.#file);
    this.#cookies.restore(this.#content.phase === 'set' ? this.#content.record.cookies : []);
  }

  get passwordState(): AuthFileContent['phase'] {
    return this.#content.phase;
  }

  /** What whoever cares for the box has to know; null when nothing. */
  get trouble(): Reason | null {
    if (this.#content.phase === 'damaged') return because('passwordFileDamaged', this.#content.tech);
    const isNews = this.#resetMs !== null && this.#clock.monotonicMs() - this.#resetMs < RESET_TOLD_MS;
    return this.#content.phase === 'unset' && isNews ? because('passwordForgotten', 'it was reset') : null;
  }

  /** Chooses the first password and returns a cookie. Throws `Refused` when there is one already. */
  claim(password: string): Promise<string> {
    return this.#withPassword(async () => {
      if (this.#content.phase === 'set') throw new Refused(409, because('passwordAlreadySet', 'claimed before'));
      if (this.#content.phase === 'damaged') throw this.#damaged(this.#content.tech);
      return this.#setPassword(password, []);
    });
  }

  /** Returns a cookie. Throws `Refused` unless this is the password. */
  logIn(password: string): Promise<string> {
    return this.#withPassword(async () => {
      await this.#verify(password);
      const cookie = this.#cookies.open();
      await this.#saveCookies();
      return cookie;
    });
  }

  /**
   * Every cookie ends; tokens stay, as programs hold them knowingly and each can be revoked. Returns the cookie of the
   * one who asked.
   */
  changePassword(current: string, next: string): Promise<string> {
    return this.#withPassword(async () => {
      const { tokens } = await this.#verify(current);
      return this.#setPassword(next, tokens);
    });
  }

  /** Forgets password, tokens and cookies: the next visitor chooses a password. For the button held during start-up. */
  reset(): Promise<void> {
    return this.#inTurn(async () => {
      await removeAuthFile(this.#file);
      this.#cookies.clear();
      this.#content = { phase: 'unset' };
      this.#resetMs = this.#clock.monotonicMs();
      this.changes.tell();
    });
  }

  /** Ends at once; resolves when a restart will not know it either. */
  async logOut(cookie: string): Promise<void> {
    if (!this.#cookies.close(cookie)) return;
    this.changes.tell();
    await this.#inTurn(() => this.#saveCookies());
  }

  accepts({ cookie, bearer }: Credentials): boolean {
    return (
      (cookie !== undefined && this.#cookies.accepts(cookie)) || (bearer !== undefined && this.#acceptsToken(bearer))
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
    return this.#inTurn(async () => {
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
    return this.#inTurn(async () => {
      const record = this.#record();
      const tokens = record.tokens.filter((token) => token.id !== id);
      if (tokens.length === record.tokens.length) throw new Refused(404, because('tokenUnknown', `no token ${id}`));
      await this.#save({ ...record, tokens });
      this.changes.tell();
    });
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
    if (!(await isPassword(password, record.password))) {
      throw new Refused(401, because('passwordWrong', 'the hash differs'));
    }
    return record;
  }

  async #setPassword(password: string, tokens: AuthRecord['tokens']): Promise<string> {
    if ([...password].length < PASSWORD_LENGTH.minimum) {
      const values = { minimum: PASSWORD_LENGTH.minimum };
      throw new Refused(400, because('passwordTooShort', 'password too short', values), [
        { path: 'password', message: `must have at least ${PASSWORD_LENGTH.minimum} characters` },
      ]);
    }
    await this.#save({ version: 1, password: await newPassword(password), tokens, cookies: [] });
    this.#cookies.clear();
    const cookie = this.#cookies.open();
    this.changes.tell();
    await this.#saveCookies();
    return cookie;
  }

  /** A card that takes nothing must keep nobody out who has to make room on it: without it a restart logs out. */
  async #saveCookies(): Promise<void> {
    if (this.#content.phase !== 'set') return;
    await this.#save({ ...this.#content.record, cookies: this.#cookies.stored() }).catch(() => {});
  }

  async #save(record: AuthRecord): Promise<void> {
    await writeAuthFile(this.#file, record);
    this.#content = { phase: 'set', record };
  }

  /** For what anyone may ask for and costs a hash. */
  async #withPassword<T>(task: () => Promise<T>): Promise<T> {
    if (this.#waiting >= WAITING_MAXIMUM) throw new Refused(429, because('tooManyTries', 'log-in queue full'));
    this.#waiting += 1;
    try {
      return await this.#inTurn(task);
    } finally {
      this.#waiting -= 1;
    }
  }

  #inTurn<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#last.then(task);
    this.#last = result.catch(() => {});
    return result;
  }
}
