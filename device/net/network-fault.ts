/**
 * Finds the obstacle between the box and a server out of reach: no network at all, or a page that wants a log-in first.
 */
import { isIP } from 'node:net';
import { networkInterfaces } from 'node:os';
import { exchange, type Head } from './exchange.ts';

/** A portal is on the local network and answers at once. */
const ANSWER_MS = 3000;
const NETWORK_AUTHENTICATION_REQUIRED = 511;

export type NetworkFault = 'noLink' | 'portal';

export interface NetworkFaultOptions {
  /** Port on which a portal catches a request for any page. */
  httpPort?: number;
  hasLink?: () => boolean;
}

/**
 * Asks only the server's own name, for one page over plain HTTP. Null: no obstacle is known. Never rejects.
 * @param host name or address of the server
 */
export async function networkFault(
  host: string,
  { httpPort = 80, hasLink = hasAddress }: NetworkFaultOptions = {},
): Promise<NetworkFault | null> {
  const bare = host.replace(/^\[|\]$/g, '');
  if (/^(localhost|127\.|::1$)/.test(bare) === false && !hasLink()) return 'noLink';
  const answer = await pageOf(bare, httpPort);
  if (answer === null) return null;
  if (answer.status === NETWORK_AUTHENTICATION_REQUIRED) return 'portal';
  const elsewhere = locationOf(answer, bare);
  return elsewhere !== null && !isSamePlace(elsewhere, bare) ? 'portal' : null;
}

/** The machine has an address other than its loopback. */
function hasAddress(): boolean {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .some(({ internal, address }) => !internal && !address.startsWith('fe80:'));
}

async function pageOf(host: string, port: number): Promise<Head | null> {
  const answer = await exchange({
    method: 'GET',
    url: `http://${inAddress(host)}:${port}/`,
    headers: { host: inAddress(host) },
    limits: { connectMs: ANSWER_MS, idleMs: ANSWER_MS, totalMs: ANSWER_MS },
    answer: { mostBytes: 0, isWhole: false, isWanted: () => false },
    signal: NEVER,
  });
  return answer.how === 'answered' ? answer : null;
}

const NEVER = new AbortController().signal;

const inAddress = (host: string) => (isIP(host) === 6 ? `[${host}]` : host);

function locationOf({ status, headers }: Head, host: string): string | null {
  if (status < 300 || status > 399 || headers.location === undefined) return null;
  try {
    return new URL(headers.location, `http://${inAddress(host)}/`).hostname;
  } catch {
    return null;
  }
}

/** True for `www.` before it, or another server of the same house: the last two parts are the same. */
function isSamePlace(one: string, other: string): boolean {
  if (one === other) return true;
  if (isIP(one) !== 0 || isIP(other) !== 0) return false;
  const house = (name: string) => name.toLowerCase().split('.').slice(-2).join('.');
  return house(one) === house(other);
}
