/**
 * GETs of one reading from servers that may send anything: bytes, time and redirects have limits. Keeps cookies, and
 * stays outside.
 */
import { Agent as HttpAgent, type IncomingHttpHeaders } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { type FaultKind, groupOf } from './connection-fault.ts';
import { ENCODINGS } from './content-decoding.ts';
import { CookieJar } from './cookie-jar.ts';
import { type Agents, type ExchangeFailure, exchange, type Head } from './exchange.ts';
import { isInnerAddress, outerLookup } from './inner-address.ts';

/** First and last byte. */
export type ByteRange = readonly [first: number, last: number];

export interface GetLimits {
  /** Limit of bytes after unpacking, and of bytes over the network. */
  mostBytes: number;
  withinMs: number;
  /** A part; a number: so many bytes from the end. */
  range?: ByteRange | number | null;
  /** Ends it at once. */
  signal: AbortSignal;
  /** The technician entered this address, so it may be an inner one. */
  isEntered?: boolean;
  /** Text, which is worth being compressed. */
  isText?: boolean;
}

/** `url`: where the redirects ended. `isPart`: it is the part asked for. `carriedBytes`: over the network, about. */
export type Answer = { how: 'got'; bytes: Buffer; url: string; isPart: boolean; carriedBytes: number } | NoAnswer;

export interface NoAnswer {
  how:
    | 'unresolvable'
    /** No connection, or one that broke. */
    | 'unreachable'
    | 'tls'
    /** Another status than 200 or 206. */
    | 'refused'
    | 'redirects'
    /** A redirect from outside to an inner address. */
    | 'inner'
    | 'tooLarge'
    /** Compressed in a way that is not known here: `tech` names it. */
    | 'foreign'
    /** Compressed, and damaged. */
    | 'damaged'
    /** Connected, and not all of it within the time. */
    | 'late';
  /** Fault of the connection, if that is what failed. */
  fault: FaultKind | null;
  status: number;
  receivedBytes: number;
  /** Length that the server announced; 0: it did not get so far. */
  saidBytes: number;
  /** Leaves out the address's query, which may hold a token, and every byte that came. */
  tech: string;
}

/** Browsers follow twenty; no server of good will needs more than two. */
const MOST_REDIRECTS = 5;
/** A playlist each second or two: a connection is worth keeping. */
const AGENT = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2 };

export class HttpClient {
  readonly #jar = new CookieJar();
  readonly #agents = [false, true].map((isOuter) => {
    const options = isOuter ? { ...AGENT, lookup: outerLookup } : AGENT;
    return { http: new HttpAgent(options), https: new HttpsAgent(options) };
  }) as [Agents, Agents];
  /** The entered address led to an outer one. */
  #isOutside = false;

  /** Ends its connections. */
  close(): void {
    for (const { http, https } of this.#agents) {
      http.destroy();
      https.destroy();
    }
  }

  /** Never rejects. */
  async get(address: string, limits: GetLimits): Promise<Answer> {
    const untilMs = performance.now() + limits.withinMs;
    try {
      let url = address;
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const leftMs = Math.ceil(untilMs - performance.now());
        if (leftMs <= 0) return noAnswer('late', `not all of it within ${limits.withinMs} ms`);
        const mayBeInner = limits.isEntered === true && redirects === 0;
        const answer = await this.#getOnce(url, { ...limits, withinMs: leftMs }, mayBeInner);
        if (answer.how !== 'elsewhere') return answer;
        url = answer.url;
      }
      return noAnswer('redirects', `more than ${MOST_REDIRECTS} redirects`);
    } catch (error) {
      return noAnswer('unreachable', (error as Error).message);
    }
  }

  async #getOnce(url: string, limits: GetLimits, mayBeInner: boolean): Promise<Answer | Elsewhere> {
    const { withinMs, mostBytes, range, signal } = limits;
    const { hostname } = new URL(url);
    const mustBeOuter = this.#isOutside && !mayBeInner;
    if (mustBeOuter && isInnerAddress(hostname)) return noAnswer('inner', `${hostname} is an address of the inside`);
    const isTaken = ({ status }: Head) => status === 200 || status === 206;
    const answer = await exchange({
      method: 'GET',
      url,
      headers: this.#headersFor(url, limits),
      limits: { connectMs: withinMs, idleMs: withinMs, totalMs: withinMs },
      answer: { mostBytes, isWhole: true, isWanted: isTaken },
      agents: this.#agents[mustBeOuter ? 1 : 0],
      signal,
    });
    if (answer.how === 'failed') return failureOf(answer);
    const { status, headers, bytes, carriedBytes } = answer;
    if (mayBeInner && !isInnerAddress(answer.address)) this.#isOutside = true;
    this.#jar.take(headers['set-cookie'] ?? [], url);
    const elsewhere = elsewhereOf(status, headers, url);
    if (elsewhere) return elsewhere;
    if (!isTaken(answer)) return noAnswer('refused', `status ${status}`, { status });
    return { how: 'got', bytes, url, isPart: status === 206 && Boolean(range), carriedBytes };
  }

  #headersFor(url: string, { range, isText }: GetLimits): Record<string, string> {
    const cookie = this.#jar.headerFor(url);
    return {
      // A part of something compressed could not be undone.
      'accept-encoding': isText && !range ? ENCODINGS : 'identity',
      ...(range && { range: typeof range === 'number' ? `bytes=-${range}` : `bytes=${range[0]}-${range[1]}` }),
      ...(cookie !== null && { cookie }),
    };
  }
}

interface Elsewhere {
  how: 'elsewhere';
  url: string;
}

function elsewhereOf(status: number, headers: IncomingHttpHeaders, url: string): Elsewhere | NoAnswer | null {
  const location = status >= 300 && status < 400 && headers.location;
  if (!location) return null;
  const next = URL.canParse(location, url) ? new URL(location, url).href : '';
  return /^https?:/.test(next) ? { how: 'elsewhere', url: next } : noAnswer('redirects', 'it leads to no web address');
}

function failureOf({ why, fault, isConnected, isLate, receivedBytes, saidBytes, tech }: ExchangeFailure): NoAnswer {
  switch (why) {
    case 'tooLarge':
    case 'damaged':
      return noAnswer(why, tech, { receivedBytes, saidBytes });
    case 'encoding':
      return noAnswer('foreign', tech);
    case 'connection':
    case 'ended':
    case 'request':
      if (fault.kind === 'innerAddress') return noAnswer('inner', tech);
      if (isConnected && (isLate || why === 'ended')) return noAnswer('late', tech, { receivedBytes });
      return { ...noAnswer(groupOf(fault.kind), tech, { receivedBytes }), fault: fault.kind };
  }
}

export function noAnswer(
  how: NoAnswer['how'],
  tech: string,
  more: { status?: number; receivedBytes?: number; saidBytes?: number } = {},
): NoAnswer {
  return { how, tech, fault: null, status: 0, receivedBytes: 0, saidBytes: 0, ...more };
}
