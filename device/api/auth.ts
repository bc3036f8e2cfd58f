/**
 * Who may change something: one password for the box, cookies for people, tokens for programs. A damaged password file
 * lets nobody in. The button on the box needs no password and goes on working.
 */
import { randomBytes, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import { because, type Reason } from '../reason.ts';
import { PASSWORD_LENGTH } from '../settings/password-length.ts';
import {
  type AuthFileContent,
  type AuthRecord,
  newBrowserKey,
  readAuthFile,
  removeAuthFile,
  type StoredToken,
  writeAuthFile,
} from './auth-file.ts';
import type { NewToken, Token } from './contract/access.ts';
import { browserName, newBrowser } from './known-browser.ts';
import { Listeners } from './listeners.ts';
import { hashOf, LoginStore } from './login-store.ts';
import { isPassword, newPassword } from './password-hash.ts';
import { Refused } from './refused.ts';
import { TokenUse } from './token-use.ts';
import { type Lane, Turns } from './turns.ts';

/**
 * One hash at a time (16 MB, about 0.2 s on the board). A request that would wait for more than these (2 s) is refused
 * and may come back. Known browsers and all others have a queue each.
 */
const WAITING_MAXIMUM = 8;
const TOKENS_MAXIMUM = 20;
const DAY_MS = 24 * 3600_000;
/** The page reports for this long that the password was forgotten and that anyone may choose a new one. */
const RESET_TOLD_MS = 10 * 60_000;

/** Credentials of a request. */
export interface Credentials {
  cookie: string | undefined;
  /** The token of `Authorization: Bearer`. */
  bearer: string | undefined;
  /** The signed name of a browser that has logged in before. */
  browser: string | undefined;
}

const NOBODY = { cookie: undefined, bearer: undefined, browser: undefined };

/** Cookies for a browser that has given the right password. */
export interface LogIn {
  cookie: string;
  browser: string;
}

const sameBytes = (one: string, other: string) =>
  timingSafeEqual(Buffer.from(one, 'base64'), Buffer.from(other, 'base64'));

export class Auth {
  readonly #file: string;
  readonly #clock: Clock;
  /** Notified after someone was let in or shut out: a cookie or a token has ended, a password was chosen. */
  readonly changes = new Listeners<[]>();
  #content: AuthFileContent = { phase: 'damaged', tech: 'not read yet' };
  readonly #cookies: LoginStore;
  #resetMs: number | null = null;
  readonly #turns = new Turns();
  /** Last use by the token's id, written down now and then. */
  readonly #tokenUse = new TokenUse();

  constructor({ file, clock }: { file: string; clock: Clock }) {
    this.#file = file;
    this.#clock = clock;
    this.#cookies = new LoginStore(clock);
  }

  async load(): Promise<void> {
    this.#content = await readAuthFile(this.#file);
    this.#cookies.restore(this.#content.phase === 'set' ? this.#content.record.cookies : []);
  }

  get passwordState(): AuthFileContent['phase'] {
    return this.#content.phase;
  }

  /** Trouble for the technician; null when there is none. */
  get trouble(): Reason | null {
    if (this.#content.phase === 'damaged') return because('passwordFileDamaged', this.#content.tech);
    const isNews = this.#resetMs !== null && this.#clock.monotonicMs() - this.#resetMs < RESET_TOLD_MS;
    return this.#content.phase === 'unset' && isNews ? because('passwordForgotten', 'it was reset') : null;
  }

  /** Key under which the tries of this browser are counted. Null for a browser that is not logged in and never was. */
  knownBrowser({ browser, cookie }: Pick<Credentials, 'browser' | 'cookie'>): string | null {
    if (this.#content.phase !== 'set') return null;
    const name = browserName(browser, Buffer.from(this.#content.record.browserKey, 'base64'));
    return name ?? (cookie !== undefined && this.#cookies.accepts(cookie) ? hashOf(cookie) : null);
  }

  /** Chooses the first password. Throws `Refused` when there is one already. */
  claim(password: string): Promise<LogIn> {
    return this.#withPassword('stranger', async () => {
      if (this.#content.phase === 'set') throw new Refused(409, because('passwordAlreadySet', 'claimed before'));
      if (this.#content.phase === 'damaged') throw this.#damaged(this.#content.tech);
      return this.#setPassword(password, { tokens: [], browserKey: newBrowserKey() });
    });
  }

  /** Throws `Refused` unless the password is right. */
  logIn(password: string, credentials: Pick<Credentials, 'browser' | 'cookie'> = NOBODY): Promise<LogIn> {
    return this.#withPassword(this.knownBrowser(credentials) === null ? 'stranger' : 'known', async () => {
      const record = await this.#verify(password);
      const cookie = this.#cookies.open();
      await this.#saveCookies();
      return { cookie, browser: this.#browserOf(credentials, record) };
    });
  }

  /**
   * For somebody who is logged in. Every cookie ends, and the caller gets a new one. Tokens stay: programs hold them
   * knowingly, and each can be revoked.
   */
  changePassword(current: string, next: string): Promise<LogIn> {
    return this.#withPassword('known', async () => this.#setPassword(next, await this.#verify(current)));
  }

  /** Forgets password, tokens and cookies: the next visitor chooses a password. For the button held during start-up. */
  reset(): Promise<void> {
    return this.#turns.take('known', async () => {
      await removeAuthFile(this.#file);
      this.#cookies.clear();
      this.#content = { phase: 'unset' };
      this.#resetMs = this.#clock.monotonicMs();
      this.changes.notify();
    });
  }

  /** The cookie ends at once. Resolves when it stays ended after a restart too. */
  async logOut(cookie: string): Promise<void> {
    if (!this.#cookies.close(cookie)) return;
    this.changes.notify();
    await this.#turns.take('known', () => this.#saveCookies());
  }

  /** Resolves when all changes are written. */
  async settled(): Promise<void> {
    await this.#turns.take('known', async () => {});
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
    if (this.accepts(credentials)) return;
    const expiresAt = this.#tokenOf(credentials)?.expiresAt;
    if (expiresAt) throw new Refused(401, because('tokenExpired', expiresAt, { day: expiresAt.slice(0, 10) }));
    throw new Refused(401, because('passwordNeeded', 'no valid cookie or token'));
  }

  /** Throws `Refused` unless the caller is a person. A program may neither make tokens nor list them. */
  requirePerson({ cookie }: Credentials): void {
    if (cookie === undefined || !this.#cookies.accepts(cookie))
      throw new Refused(403, because('personNeeded', 'a token alone'));
  }

  /** Name for the log: a token's name, or that it was a person; null for neither. */
  who(credentials: Credentials): string | null {
    if (credentials.cookie !== undefined && this.#cookies.accepts(credentials.cookie)) return 'page';
    return this.accepts(credentials) ? `token ${this.#tokenOf(credentials)?.name}` : null;
  }

  tokens(): Token[] {
    return this.#record().tokens.map(({ hash: _, ...token }) => ({
      ...token,
      lastUsedAt: this.#tokenUse.lastOf(token),
    }));
  }

  /** `days` until it expires; null: never. */
  createToken(name: string, days: number | null = null): Promise<NewToken> {
    return this.#turns.take('known', async () => {
      const record = this.#record();
      if (record.tokens.length >= TOKENS_MAXIMUM) {
        throw new Refused(409, because('tooManyTokens', `${TOKENS_MAXIMUM} tokens`, { maximum: TOKENS_MAXIMUM }));
      }
      const token = randomBytes(32).toString('base64url');
      const nowMs = this.#clock.wallMs();
      const facts = {
        id: randomBytes(4).toString('hex'),
        name,
        createdAt: new Date(nowMs).toISOString(),
        lastUsedAt: null,
        expiresAt: days === null ? null : new Date(nowMs + days * DAY_MS).toISOString(),
      };
      await this.#save({ ...record, tokens: [...record.tokens, { ...facts, hash: hashOf(token) }] });
      return { ...facts, token };
    });
  }

  revokeToken(id: string): Promise<void> {
    return this.#turns.take('known', async () => {
      const record = this.#record();
      const tokens = record.tokens.filter((token) => token.id !== id);
      if (tokens.length === record.tokens.length) throw new Refused(404, because('tokenUnknown', `no token ${id}`));
      await this.#save({ ...record, tokens });
      this.changes.notify();
    });
  }

  #acceptsToken(bearer: string): boolean {
    const token = this.#tokenOf({ bearer });
    if (!token) return false;
    const nowMs = this.#clock.wallMs();
    if (token.expiresAt !== null && Date.parse(token.expiresAt) <= nowMs) return false;
    if (this.#tokenUse.note(token, nowMs)) inBackground(this.#turns.take('known', () => this.#saveTokenUse()));
    return true;
  }

  #tokenOf({ bearer }: Pick<Credentials, 'bearer'>): StoredToken | undefined {
    if (this.#content.phase !== 'set' || bearer === undefined) return undefined;
    const hash = hashOf(bearer);
    return this.#content.record.tokens.find((stored) => sameBytes(stored.hash, hash));
  }

  /** The browser's name if this box has signed it, or else a new one. */
  #browserOf({ browser }: Pick<Credentials, 'browser'>, { browserKey }: Pick<AuthRecord, 'browserKey'>): string {
    const key = Buffer.from(browserKey, 'base64');
    return browser !== undefined && browserName(browser, key) !== null ? browser : newBrowser(key);
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

  async #setPassword(password: string, kept: Pick<AuthRecord, 'tokens' | 'browserKey'>): Promise<LogIn> {
    const { tokens, browserKey } = kept;
    if ([...password].length < PASSWORD_LENGTH.minimum) {
      const values = { minimum: PASSWORD_LENGTH.minimum };
      throw new Refused(400, because('passwordTooShort', 'password too short', values), [
        { path: 'password', reason: because('faultTooShort', 'password too short', values) },
      ]);
    }
    await this.#save({ version: 1, password: await newPassword(password), tokens, cookies: [], browserKey });
    this.#cookies.clear();
    const cookie = this.#cookies.open();
    this.changes.notify();
    await this.#saveCookies();
    return { cookie, browser: newBrowser(Buffer.from(browserKey, 'base64')) };
  }

  /** A card that takes nothing must not shut out the person who makes room on it. Unsaved cookies end at a restart. */
  async #saveCookies(): Promise<void> {
    if (this.#content.phase !== 'set') return;
    await this.#save({ ...this.#content.record, cookies: this.#cookies.stored() }).catch(() => {});
  }

  async #save(record: AuthRecord): Promise<void> {
    await writeAuthFile(this.#file, record);
    this.#content = { phase: 'set', record };
  }

  async #saveTokenUse(): Promise<void> {
    if (this.#content.phase !== 'set') return;
    const { record } = this.#content;
    const tokens = record.tokens.map((token) => ({ ...token, lastUsedAt: this.#tokenUse.lastOf(token) }));
    await this.#save({ ...record, tokens }).catch(() => {});
  }

  /** Runs a task that anyone may ask for and that costs a hash. */
  async #withPassword<T>(lane: Lane, task: () => Promise<T>): Promise<T> {
    if (this.#turns.waiting(lane) >= WAITING_MAXIMUM)
      throw new Refused(429, because('tooManyTries', 'log-in queue full'));
    return this.#turns.take(lane, task);
  }
}
