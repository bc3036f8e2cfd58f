/**
 * Protection against DNS rebinding. A foreign page that points its own name to the box would have "the same origin" as
 * the box. It cannot use a name that its owner does not control on this network.
 */
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import { because } from '../reason.ts';
import { Refused } from './refused.ts';

/**
 * Throws `Refused` unless `Host` is an IP address, a name without a dot, a `.local` name, this machine's name or one of
 * `names`. A request without `Host` (HTTP/1.0) comes from no browser. `X-Forwarded-Host` is not read: a page may send
 * it.
 */
export function requireKnownHost(host: string | undefined, names: readonly string[]): void {
  if (host === undefined) return;
  const [, bracketed, name = ''] = /^(?:\[([\da-f:.]+)\]|([^:[\]]*?)\.?)(?::\d*)?$/i.exec(host) ?? [];
  const asked = (bracketed ?? name).toLowerCase();
  const isKnown =
    isIP(asked) !== 0 ||
    /^(?:[\w-]+|[\w.-]+\.local)$/.test(asked) ||
    [hostname(), ...names].some((known) => known.toLowerCase() === asked);
  if (!isKnown) throw new Refused(421, because('unknownHostName', 'Host is no name of the box', { name: shown(host) }));
}

/** The name comes from anyone, so it is cleaned before it is shown. */
const shown = (host: string) => host.replace(/[^\w.:-]/g, '').slice(0, 100);
