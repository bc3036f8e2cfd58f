/** What a foreign server says may repeat the key or token that it was given: nothing of these goes into a reason. Pure. */
import type { Reason } from '../reason.ts';
import type { Destination } from '../settings/settings-schema.ts';

/** Shorter ones are no secrets, and would stand in any sentence by chance. */
const LEAST_CHARACTERS = 6;
const MASK = '***';

export type Secretive = Pick<Destination, 'url' | 'streamKey' | 'watchUrl' | 'readBackUrl'>;

export function maskedReason(reason: Reason | null, destination: Secretive): Reason | null {
  if (!reason) return null;
  // The longest first: a key may hold a token.
  const secrets = [...new Set(secretsOf(destination))].sort((one, other) => other.length - one.length);
  const tech = secrets.reduce((text, secret) => text.replaceAll(secret, MASK), reason.tech);
  return tech === reason.tech ? reason : { ...reason, tech };
}

function secretsOf({ url, streamKey, watchUrl, readBackUrl }: Secretive): string[] {
  const written = [streamKey, ...piecesOf(streamKey), ...[url, watchUrl, readBackUrl].flatMap(ofAddress)];
  const plain = written.flatMap((text) => [text, decoded(text), encodeURIComponent(decoded(text))]);
  return plain.filter((text) => text.length >= LEAST_CHARACTERS);
}

/** Its query and whom it names; the rest is shown on the page anyway. */
function ofAddress(address: string): string[] {
  const query = address.indexOf('?');
  const [, user = '', password = ''] = /^\w+:\/\/(?:([^/@:]*)(?::([^/@]*))?@)?/.exec(address) ?? [];
  return [user, password, ...(query < 0 ? [] : piecesOf(address.slice(query)))];
}

/** The values of a query, and the query whole. */
function piecesOf(text: string): string[] {
  const query = text.indexOf('?');
  if (query < 0) return [];
  const whole = text.slice(query + 1);
  return [whole, ...whole.split('&').map((pair) => pair.slice(pair.indexOf('=') + 1))];
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
