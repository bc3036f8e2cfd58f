/**
 * Cookies of one reading, as browsers keep them between a redirect, a playlist and its segments (RFC 6265). Bounded, gone
 * with the reading, and sent to nobody but the host that set them, or those below the domain it named.
 */

const MOST_COOKIES = 50;
/** Browsers take 4,096; signed cookies of CDNs have 1,000. */
const MOST_CHARACTERS = 4096;

interface Cookie {
  name: string;
  value: string;
  domain: string;
  isHostOnly: boolean;
  path: string;
  isSecure: boolean;
  /** End by the wall clock; null: with the session. */
  untilMs: number | null;
}

export class CookieJar {
  #cookies: Cookie[] = [];

  /** `lines`: the `Set-Cookie` headers of an answer from `url`. */
  take(lines: readonly string[], url: string, nowMs = Date.now()): void {
    for (const line of lines.slice(0, MOST_COOKIES)) {
      const cookie = line.length <= MOST_CHARACTERS ? cookieOf(line, new URL(url), nowMs) : null;
      if (!cookie) continue;
      const isSame = ({ name, domain, path }: Cookie) =>
        name === cookie.name && domain === cookie.domain && path === cookie.path;
      this.#cookies = [...this.#cookies.filter((other) => !isSame(other)), cookie].slice(-MOST_COOKIES);
    }
  }

  /** Value of a request's `Cookie` header; null: none. */
  headerFor(url: string, nowMs = Date.now()): string | null {
    const { protocol, hostname, pathname } = new URL(url);
    const of = this.#cookies.filter(
      ({ domain, isHostOnly, path, isSecure, untilMs }) =>
        (hostname === domain || (!isHostOnly && hostname.endsWith(`.${domain}`))) &&
        (pathname === path || pathname.startsWith(path.endsWith('/') ? path : `${path}/`)) &&
        (!isSecure || protocol === 'https:') &&
        (untilMs === null || untilMs > nowMs),
    );
    // The longer path first.
    of.sort((one, other) => other.path.length - one.path.length);
    return of.length === 0 ? null : of.map(({ name, value }) => `${name}=${value}`).join('; ');
  }
}

function cookieOf(line: string, { hostname, pathname }: URL, nowMs: number): Cookie | null {
  const [pair = '', ...rest] = line.split(';');
  const [name, value] = halves(pair);
  if (name === '' || /[\r\n]/.test(line)) return null;
  const said = new Map(rest.map(halves).map(([key, value]) => [key.toLowerCase(), value]));
  const domain = (said.get('domain') ?? '').replace(/^\./, '').toLowerCase();
  // A domain with a single label, such as `org`, is nobody's own.
  if (domain !== '' && domain !== hostname && !(domain.includes('.') && hostname.endsWith(`.${domain}`))) return null;
  const path = said.get('path') ?? '';
  return {
    name,
    value,
    domain: domain || hostname,
    isHostOnly: domain === '' || isAddress(hostname),
    path: path.startsWith('/') ? path : pathname.slice(0, Math.max(1, pathname.lastIndexOf('/'))),
    isSecure: said.has('secure'),
    untilMs: endOf(said, nowMs),
  };
}

function endOf(said: ReadonlyMap<string, string>, nowMs: number): number | null {
  const seconds = said.get('max-age');
  if (seconds !== undefined && /^-?\d{1,12}$/.test(seconds)) return nowMs + Number(seconds) * 1000;
  const date = Date.parse(said.get('expires') ?? '');
  return Number.isNaN(date) ? null : date;
}

const isAddress = (hostname: string) => /^\[|^[\d.]+$/.test(hostname);

/** Around the first `=`. */
function halves(text: string): [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [text.trim(), ''] : [text.slice(0, at).trim(), text.slice(at + 1).trim()];
}
