/** What lies between the box and a server that cannot be reached: no network at all, or a page that wants a log-in first. */
import { get, type IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';

/** A portal is on the local network and answers at once. */
const ANSWER_MS = 3000;
const NETWORK_AUTHENTICATION_REQUIRED = 511;

export type NetworkFault = 'noLink' | 'portal';

export interface NetworkFaultOptions {
  /** Where a portal catches whoever asks for any page. */
  httpPort?: number;
  hasLink?: () => boolean;
}

/**
 * Asks nobody but the server's own name, for one page over plain HTTP. Null where nothing is known to be in between.
 * Never rejects.
 * @param host of the server; a name or an address
 */
export async function networkFault(
  host: string,
  { httpPort = 80, hasLink = hasAddress }: NetworkFaultOptions = {},
): Promise<NetworkFault | null> {
  const bare = host.replace(/^\[|\]$/g, '');
  if (/^(localhost|127\.|::1$)/.test(bare) === false && !hasLink()) return 'noLink';
  const answer = await pageOf(bare, httpPort);
  if (answer === null) return null;
  if (answer.statusCode === NETWORK_AUTHENTICATION_REQUIRED) return 'portal';
  const elsewhere = locationOf(answer, bare);
  return elsewhere !== null && !isSamePlace(elsewhere, bare) ? 'portal' : null;
}

/** Of anything but this machine to itself. */
function hasAddress(): boolean {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .some(({ internal, address }) => !internal && !address.startsWith('fe80:'));
}

function pageOf(host: string, port: number): Promise<IncomingMessage | null> {
  return new Promise((resolve) => {
    const request = get({ host, port, path: '/', headers: { host }, timeout: ANSWER_MS }, (answer) => {
      answer.destroy();
      resolve(answer);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(null));
  });
}

function locationOf({ statusCode = 0, headers }: IncomingMessage, host: string): string | null {
  if (statusCode < 300 || statusCode > 399 || headers.location === undefined) return null;
  try {
    return new URL(headers.location, `http://${isIP(host) === 6 ? `[${host}]` : host}/`).hostname;
  } catch {
    return null;
  }
}

/** `www.` before it, or another server of the same house: its last two parts are the same. */
function isSamePlace(one: string, other: string): boolean {
  if (one === other) return true;
  if (isIP(one) !== 0 || isIP(other) !== 0) return false;
  const house = (name: string) => name.toLowerCase().split('.').slice(-2).join('.');
  return house(one) === house(other);
}
