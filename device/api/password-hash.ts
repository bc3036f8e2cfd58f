/** The hash of the page's password: scrypt, N 16384, r 8, p 1, 32 bytes. */
import { randomBytes, type ScryptOptions, scrypt, timingSafeEqual } from 'node:crypto';
import { promisify } from 'node:util';
import type { AuthRecord } from './auth-file.ts';

const deriveKey = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt);

/** 16 MB and about 0.2 s on the board for each try. */
const COST = { N: 16_384, r: 8, p: 1 } as const;

/** Keyboards differ in how they compose an accented letter. The password is the same. */
const hashOf = (password: string, salt: Buffer) => deriveKey(password.normalize('NFKC'), salt, 32, COST);

export async function newPassword(password: string): Promise<AuthRecord['password']> {
  const salt = randomBytes(16);
  return { salt: salt.toString('base64'), hash: (await hashOf(password, salt)).toString('base64') };
}

export async function isPassword(password: string, { salt, hash }: AuthRecord['password']): Promise<boolean> {
  return timingSafeEqual(await hashOf(password, Buffer.from(salt, 'base64')), Buffer.from(hash, 'base64'));
}
