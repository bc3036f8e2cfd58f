/** `auth.json`: the password's scrypt hash and the tokens' SHA-256 hashes. It holds nothing that can be used as it is. */
import { readIfThere, writeDurably } from '../platform/durable-file.ts';

export interface StoredToken {
  id: string;
  name: string;
  createdAt: string;
  /** SHA-256, base64: a token is 256 random bits, so a slow hash would add nothing. */
  hash: string;
}

export interface AuthRecord {
  /** Version 1: scrypt with N 16384, r 8, p 1, 32 bytes. */
  version: 1;
  password: { salt: string; hash: string };
  tokens: StoredToken[];
}

export type AuthFileContent =
  | { phase: 'unset' }
  | { phase: 'set'; record: AuthRecord }
  /** There is a file and it cannot be relied on: nobody gets in with a password until it is reset. */
  | { phase: 'damaged'; tech: string };

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isBytes = (value: unknown, length: number) =>
  typeof value === 'string' && Buffer.from(value, 'base64').length === length;

function isToken(value: unknown): value is StoredToken {
  return (
    isObject(value) &&
    typeof value.id === 'string' &&
    typeof value.name === 'string' &&
    typeof value.createdAt === 'string' &&
    isBytes(value.hash, 32)
  );
}

function isRecord(value: unknown): value is AuthRecord {
  if (!isObject(value) || value.version !== 1 || !isObject(value.password)) return false;
  const { salt, hash } = value.password;
  return isBytes(salt, 16) && isBytes(hash, 32) && Array.isArray(value.tokens) && value.tokens.every(isToken);
}

export async function readAuthFile(path: string): Promise<AuthFileContent> {
  try {
    const text = await readIfThere(path);
    if (text === null) return { phase: 'unset' };
    const record: unknown = JSON.parse(text);
    return isRecord(record) ? { phase: 'set', record } : { phase: 'damaged', tech: `${path} lacks what it must hold` };
  } catch (error) {
    return { phase: 'damaged', tech: `${path} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'not JSON'}` };
  }
}

export async function writeAuthFile(path: string, record: AuthRecord): Promise<void> {
  await writeDurably(path, `${JSON.stringify(record, null, 2)}\n`, 0o600);
}
