/** One GET of what may be anything: bytes, time and redirects have an end. Never rejects. */
import { get as getHttp, Agent as HttpAgent, type IncomingMessage } from 'node:http';
import { get as getHttps, Agent as HttpsAgent } from 'node:https';
import type { ByteRange } from './playlist.ts';

export interface GetLimits {
  mostBytes: number;
  withinMs: number;
  range?: ByteRange | null;
  /** Ends it at once. */
  signal: AbortSignal;
}

/** `url`: where the redirects led. */
export type Answer = { how: 'got'; bytes: Buffer; url: string } | NoAnswer;

export interface NoAnswer {
  how:
    | 'unresolvable'
    /** No connection, or one that broke. */
    | 'unreachable'
    | 'tls'
    /** Another status than 200 or 206. */
    | 'refused'
    | 'redirects'
    | 'tooLarge'
    /** Connected, and not all of it within the time. */
    | 'late';
  status: number;
  receivedBytes: number;
  /** Without the address's query, which may hold a token. */
  tech: string;
}

/** Browsers follow twenty; no server of good will needs more than two. */
const MOST_REDIRECTS = 5;

/** A playlist each second or two: a connection is worth keeping. */
const AGENT = { keepAlive: true, maxSockets: 8, maxFreeSockets: 2 };
const http = new HttpAgent(AGENT);
const https = new HttpsAgent(AGENT);

/** Connections that wait to be used again are closed; those in use go on. */
export function closeIdleConnections(): void {
  for (const sockets of [http, https].flatMap(({ freeSockets }) => Object.values(freeSockets)))
    for (const socket of sockets ?? []) socket.destroy();
}

export async function boundedGet(address: string, limits: GetLimits): Promise<Answer> {
  const ending = new AbortController();
  const end = () => ending.abort();
  const timer = setTimeout(end, limits.withinMs).unref();
  limits.signal.addEventListener('abort', end);
  if (limits.signal.aborted) end();
  try {
    let url = address;
    for (let redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      const answer = await getOnce(url, { ...limits, signal: ending.signal });
      if (answer.how !== 'elsewhere') return answer;
      url = answer.url;
    }
    return noAnswer('redirects', `more than ${MOST_REDIRECTS} redirects`);
  } finally {
    clearTimeout(timer);
    limits.signal.removeEventListener('abort', end);
  }
}

function getOnce(
  url: string,
  { mostBytes, withinMs, range, signal }: GetLimits,
): Promise<Answer | { how: 'elsewhere'; url: string }> {
  return new Promise((resolve) => {
    let isConnected = false;
    const onError = (error: NodeJS.ErrnoException, receivedBytes = 0) => {
      if (!signal.aborted) resolve(failureOf(error, receivedBytes));
      else if (isConnected) resolve(noAnswer('late', `not all of it within ${withinMs} ms`, { receivedBytes }));
      else resolve(noAnswer('unreachable', `no connection within ${withinMs} ms`));
    };
    const onAnswer = (answer: IncomingMessage) => {
      const { statusCode: status = 0, headers } = answer;
      const give = (result: Answer | { how: 'elsewhere'; url: string }) => {
        answer.destroy();
        resolve(result);
      };
      const location = status >= 300 && status < 400 && headers.location;
      if (location) {
        const next = URL.canParse(location, url) ? new URL(location, url).href : '';
        if (/^https?:/.test(next)) give({ how: 'elsewhere', url: next });
        else give(noAnswer('redirects', 'it leads to no web address'));
      } else if (status !== 200 && status !== 206) give(noAnswer('refused', `status ${status}`, { status }));
      else if (Number(headers['content-length'] ?? 0) > mostBytes)
        give(noAnswer('tooLarge', `${headers['content-length']} bytes`));
      else collect(answer);
    };
    const collect = (answer: IncomingMessage) => {
      const chunks: Buffer[] = [];
      let receivedBytes = 0;
      answer.on('data', (chunk: Buffer) => {
        receivedBytes += chunk.length;
        chunks.push(chunk);
        if (receivedBytes <= mostBytes) return;
        answer.destroy();
        resolve(noAnswer('tooLarge', `more than ${mostBytes} bytes`));
      });
      answer.on('end', () => resolve({ how: 'got', bytes: Buffer.concat(chunks), url }));
      answer.on('error', (error) => onError(error, receivedBytes));
    };
    try {
      const headers = {
        'accept-encoding': 'identity',
        'user-agent': 'Pupitre',
        ...(range && { range: `bytes=${range[0]}-${range[1]}` }),
      };
      const isTls = url.startsWith('https:');
      const request = isTls
        ? getHttps(url, { agent: https, signal, headers }, onAnswer)
        : getHttp(url, { agent: http, signal, headers }, onAnswer);
      request.on('error', onError);
      request.on('socket', (socket) => {
        isConnected = !socket.connecting;
        if (isConnected) return;
        socket.once('connect', () => {
          isConnected = true;
        });
      });
    } catch (error) {
      resolve(noAnswer('unreachable', (error as Error).message));
    }
  });
}

function failureOf({ code = '', message }: NodeJS.ErrnoException, receivedBytes: number): NoAnswer {
  if (/^(ENOTFOUND|EAI_)/.test(code)) return noAnswer('unresolvable', message);
  // OpenSSL's verdicts on a certificate have names of their own, such as DEPTH_ZERO_SELF_SIGNED_CERT.
  if (/CERT|^ERR_TLS|^ERR_SSL|^EPROTO|SIGNATURE|HOSTNAME/.test(code)) return noAnswer('tls', message);
  return noAnswer('unreachable', message, { receivedBytes });
}

function noAnswer(
  how: NoAnswer['how'],
  tech: string,
  more: { status?: number; receivedBytes?: number } = {},
): NoAnswer {
  return { how, tech, status: 0, receivedBytes: 0, ...more };
}
