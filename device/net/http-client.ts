/** GETs of one reading, of what may be anything: bytes, time and redirects have an end. Keeps cookies, and stays outside. */
import { get as getHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { get as getHttps, Agent as HttpsAgent } from 'node:https';
import { pipeline } from 'node:stream';
import { decodersOf, ENCODINGS } from './content-decoding.ts';
import { CookieJar } from './cookie-jar.ts';
import { GatheredBytes } from './gathered-bytes.ts';
import { INNER_CODE, isInnerAddress, outerLookup } from './inner-address.ts';
import { takeSlowly } from './take-slowly.ts';

/** First and last byte. */
export type ByteRange = readonly [first: number, last: number];

export interface GetLimits {
  /** Of what comes out, and of what comes over the network. */
  mostBytes: number;
  withinMs: number;
  /** A part, or with a number so many bytes from the end. */
  range?: ByteRange | number | null;
  /** Ends it at once. */
  signal: AbortSignal;
  /** The technician entered this address: it may be one of the inside. */
  isEntered?: boolean;
  /** Text, which is worth being compressed. */
  isText?: boolean;
}

/** `url`: where the redirects led. `isPart`: the part that was asked for. `carriedBytes`: over the network, about. */
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
    /** From outside to an address of the inside. */
    | 'inner'
    | 'tooLarge'
    /** Compressed in a way that is not known here: `tech` names it. */
    | 'foreign'
    /** Compressed, and damaged. */
    | 'damaged'
    /** Connected, and not all of it within the time. */
    | 'late';
  status: number;
  receivedBytes: number;
  /** What it said that it would give; 0: it did not come to that. */
  saidBytes: number;
  /** Without the address's query, which may hold a token, and without a byte of what came. */
  tech: string;
}

/** Browsers follow twenty; no server of good will needs more than two. */
const MOST_REDIRECTS = 5;
/** Of a request's answer, beside its body. */
const HEAD_BYTES = 300;

/** A playlist each second or two: a connection is worth keeping. */
const AGENT = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2 };

export class HttpClient {
  readonly #jar = new CookieJar();
  readonly #agents = [false, true].map((isOuter) => {
    const options = isOuter ? { ...AGENT, lookup: outerLookup } : AGENT;
    return { http: new HttpAgent(options), https: new HttpsAgent(options) };
  }) as [Agents, Agents];
  /** The entered address led out of the network. */
  #isOutside = false;

  /** Its connections end. */
  close(): void {
    for (const { http, https } of this.#agents) {
      http.destroy();
      https.destroy();
    }
  }

  /** Never rejects. */
  async get(address: string, limits: GetLimits): Promise<Answer> {
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, limits.withinMs).unref();
    limits.signal.addEventListener('abort', end);
    if (limits.signal.aborted) end();
    try {
      let url = address;
      for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
        const mayBeInner = limits.isEntered === true && redirects === 0;
        const answer = await this.#getOnce(url, { ...limits, signal: ending.signal }, mayBeInner);
        if (answer.how !== 'elsewhere') return answer;
        url = answer.url;
      }
      return noAnswer('redirects', `more than ${MOST_REDIRECTS} redirects`);
    } catch (error) {
      return noAnswer('unreachable', (error as Error).message);
    } finally {
      clearTimeout(timer);
      limits.signal.removeEventListener('abort', end);
    }
  }

  #getOnce(url: string, limits: GetLimits, mayBeInner: boolean): Promise<Answer | Elsewhere> {
    const { withinMs, range, signal, isText } = limits;
    const { hostname, protocol } = new URL(url);
    const mustBeOuter = this.#isOutside && !mayBeInner;
    if (mustBeOuter && isInnerAddress(hostname))
      return Promise.resolve(noAnswer('inner', `${hostname} is an address of the inside`));
    const agents = this.#agents[mustBeOuter ? 1 : 0];
    const cookie = this.#jar.headerFor(url);
    const headers = {
      // A part of something compressed could not be undone.
      'accept-encoding': isText && !range ? ENCODINGS : 'identity',
      'user-agent': 'Pupitre',
      ...(range && { range: typeof range === 'number' ? `bytes=-${range}` : `bytes=${range[0]}-${range[1]}` }),
      ...(cookie !== null && { cookie }),
    };
    return new Promise((resolve) => {
      let isConnected = false;
      const onError = (error: NodeJS.ErrnoException, receivedBytes = 0) => {
        if (!signal.aborted) resolve(failureOf(error, receivedBytes));
        else if (isConnected) resolve(noAnswer('late', `not all of it within ${withinMs} ms`, { receivedBytes }));
        else resolve(noAnswer('unreachable', `no connection within ${withinMs} ms`));
      };
      const onAnswer = (answer: IncomingMessage) => {
        if (mayBeInner && !isInnerAddress(answer.socket.remoteAddress ?? '')) this.#isOutside = true;
        this.#jar.take(answer.headers['set-cookie'] ?? [], url);
        const failed = elsewhereOf(answer, url) ?? refusalOf(answer, limits);
        if (failed) {
          answer.destroy();
          resolve(failed);
        } else collect(answer, url, limits, resolve, onError);
      };
      const request =
        protocol === 'https:'
          ? getHttps(url, { agent: agents.https, signal, headers }, onAnswer)
          : getHttp(url, { agent: agents.http, signal, headers }, onAnswer);
      request.on('error', onError);
      request.on('socket', (socket) => {
        isConnected = !socket.connecting;
        if (isConnected) return;
        socket.once('connect', () => {
          isConnected = true;
        });
      });
    });
  }
}

interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

interface Elsewhere {
  how: 'elsewhere';
  url: string;
}

function elsewhereOf({ statusCode: status = 0, headers }: IncomingMessage, url: string): Elsewhere | NoAnswer | null {
  const location = status >= 300 && status < 400 && headers.location;
  if (!location) return null;
  const next = URL.canParse(location, url) ? new URL(location, url).href : '';
  return /^https?:/.test(next) ? { how: 'elsewhere', url: next } : noAnswer('redirects', 'it leads to no web address');
}

function refusalOf({ statusCode: status = 0, headers }: IncomingMessage, { mostBytes }: GetLimits): NoAnswer | null {
  if (status !== 200 && status !== 206) return noAnswer('refused', `status ${status}`, { status });
  const bytes = Number(headers['content-length'] ?? 0);
  return bytes > mostBytes ? noAnswer('tooLarge', `${bytes} bytes`, { saidBytes: bytes }) : null;
}

function collect(
  answer: IncomingMessage,
  url: string,
  { mostBytes, range }: GetLimits,
  resolve: (answer: Answer) => void,
  onError: (error: NodeJS.ErrnoException, receivedBytes: number) => void,
): void {
  const chain = decodersOf(answer);
  if ('foreign' in chain) {
    answer.destroy();
    resolve(noAnswer('foreign', `Content-Encoding ${chain.foreign}`));
    return;
  }
  const { decoders } = chain;
  // What is compressed says how much is carried, not how much comes out.
  const expected = decoders.length > 0 ? 0 : Number(answer.headers['content-length']) || 0;
  const gathered = new GatheredBytes(mostBytes, expected);
  let bodyBytes = 0;
  let carriedBytes = HEAD_BYTES;
  const tooMuch = (count: number) => {
    if (count <= mostBytes) return;
    answer.destroy();
    resolve(noAnswer('tooLarge', `more than ${mostBytes} bytes`, { receivedBytes: count }));
  };
  const carry = (chunk: Buffer) => {
    carriedBytes += chunk.length;
    tooMuch(carriedBytes - HEAD_BYTES);
  };
  const keep = (chunk: Buffer) => {
    bodyBytes += chunk.length;
    if (bodyBytes <= mostBytes) gathered.push(chunk);
    tooMuch(bodyBytes);
  };
  const body = decoders.at(-1) ?? answer;
  // A decoder holds its source back by itself.
  if (decoders.length > 0) answer.on('data', carry);
  takeSlowly(body, (chunk) => {
    if (body === answer) carry(chunk);
    keep(chunk);
  });
  const isPart = answer.statusCode === 206 && Boolean(range);
  const done = (error?: NodeJS.ErrnoException | null) => {
    if (!error) resolve({ how: 'got', bytes: gathered.bytes(), url, isPart, carriedBytes });
    else if (/^Z_|^ERR_.*BROTLI|^ERR__/.test(error.code ?? '')) resolve(noAnswer('damaged', error.code ?? ''));
    else onError(error, carriedBytes - HEAD_BYTES);
  };
  body.on('end', () => done());
  // A pipeline no longer listens once all has gone in; what comes out may yet be damaged.
  for (const stream of [answer, ...decoders]) stream.on('error', done);
  if (decoders.length > 0) pipeline([answer, ...decoders], () => {});
}

function failureOf({ code = '', message }: NodeJS.ErrnoException, receivedBytes: number): NoAnswer {
  if (code === INNER_CODE) return noAnswer('inner', message);
  if (/^(ENOTFOUND|EAI_)/.test(code)) return noAnswer('unresolvable', message);
  // OpenSSL's verdicts on a certificate have names of their own, such as DEPTH_ZERO_SELF_SIGNED_CERT.
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|SIGNATURE|HOSTNAME/.test(code)) return noAnswer('tls', message);
  return noAnswer('unreachable', message, { receivedBytes });
}

export function noAnswer(
  how: NoAnswer['how'],
  tech: string,
  more: { status?: number; receivedBytes?: number; saidBytes?: number } = {},
): NoAnswer {
  return { how, tech, status: 0, receivedBytes: 0, saidBytes: 0, ...more };
}
