/**
 * A browser that has logged in once keeps a signed name. The name opens nothing. It gives the browser a count of tries
 * and a queue of its own. Wrong passwords from elsewhere, or from the same address, then do not shut it out.
 */
import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/** 16 bytes of name and 32 bytes of signature, in base64url. */
const FORM = /^([\w-]{22})\.([\w-]{43})$/;

const signature = (name: string, key: Buffer) => createHmac('sha256', key).update(`browser ${name}`).digest();

export function newBrowser(key: Buffer): string {
  const name = randomBytes(16).toString('base64url');
  return `${name}.${signature(name, key).toString('base64url')}`;
}

/** The browser's name; null for a cookie that this box has not signed. */
export function browserName(cookie: string | undefined, key: Buffer): string | null {
  const [, name = '', given = ''] = FORM.exec(cookie ?? '') ?? [];
  const bytes = Buffer.from(given, 'base64url');
  return bytes.length === 32 && timingSafeEqual(bytes, signature(name, key)) ? name : null;
}
