/**
 * `auth.json`: the password's scrypt hash and the SHA-256 hashes of tokens and cookies. No value in it can be used to
 * log in.
 */
import { randomBytes } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { readIfThere, syncDirectory, writeDurably } from '../platform/durable-file.ts';
import type { StoredCookie } from './login-store.ts';

export interface StoredToken {
  id: string;
  name: string;
  createdAt: string;
  /** Time of the last use that was written down; null: never used. */
  lastUsedAt: string | null;
  /** Null: the token never expires. */
  expiresAt: string | null;
  /** SHA-256, base64. A token is 256 random bits, so a slow hash would add nothing. */
  hash: string;
}

export interface AuthRecord {
  /** Version 1: scrypt with N 16384, r 8, p 1, 32 bytes. */
  version: 1;
  password: { salt: string; hash: string };
  tokens: StoredToken[];
  cookies: StoredCookie[];
  /** Key that signs the names of known browsers: 32 bytes, base64. */
  browserKey: string;
}

export type AuthFileContent =
  | { phase: 'unset' }
  | { phase: 'set'; record: AuthRecord }
  /** The file exists but cannot be relied on: no password is accepted until it is reset. */
  | { phase: 'damaged'; tech: string };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isBytes = (value: unknown, length: number) =>
  typeof value === 'string' && Buffer.from(value, 'base64').length === length;

const isTimeOrNull = (value: unknown) =>
  value === null || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));

function isToken(value: unknown): value is StoredToken {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    typeof value.name === 'string' &&
    typeof value.createdAt === 'string' &&
    isTimeOrNull(value.lastUsedAt) &&
    isTimeOrNull(value.expiresAt) &&
    isBytes(value.hash, 32)
  );
}

function isCookie(value: unknown): value is StoredCookie {
  return (
    isObject(value) &&
    isBytes(value.hash, 32) &&
    typeof value.endsAt === 'string' &&
    !Number.isNaN(Date.parse(value.endsAt))
  );
}

function isRecord(value: unknown): value is AuthRecord {
  if (!isObject(value) || value.version !== 1 || !isObject(value.password)) return false;
  const { salt, hash } = value.password;
  const { tokens, cookies, browserKey } = value;
  return (
    isBytes(salt, 16) &&
    isBytes(browserKey, 32) &&
    isBytes(hash, 32) &&
    Array.isArray(tokens) &&
    tokens.every(isToken) &&
    Array.isArray(cookies) &&
    cookies.every(isCookie)
  );
}

export async function readAuthFile(path: string): Promise<AuthFileContent> {
  try {
    const text = await readIfThere(path);
    if (text === null) return { phase: 'unset' };
    const parsed: unknown = JSON.parse(text);
    const record: unknown = isObject(parsed) ? withLaterParts(parsed) : parsed;
    return isRecord(record) ? { phase: 'set', record } : { phase: 'damaged', tech: `${path} lacks what it must hold` };
  } catch (error) {
    return { phase: 'damaged', tech: `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'not JSON'}` };
  }
}

/** Adds the members that a file of an earlier version lacks. */
function withLaterParts({ tokens, ...rest }: Record<string, unknown>): unknown {
  const withTimes = (token: unknown) => (isObject(token) ? { lastUsedAt: null, expiresAt: null, ...token } : token);
  return {
    cookies: [],
    browserKey: newBrowserKey(),
    ...rest,
    tokens: Array.isArray(tokens) ? tokens.map(withTimes) : tokens,
  };
}

export const newBrowserKey = () => randomBytes(32).toString('base64');

export async function writeAuthFile(path: string, record: AuthRecord): Promise<void> {
  await writeDurably(path, `${JSON.stringify(record, null, 2)}\n`, 0o600);
}

/** Forgets password, tokens and cookies. */
export async function removeAuthFile(path: string): Promise<void> {
  await rm(path, { recursive: true, force: true });
  await syncDirectory(dirname(path));
}
