/**
 * One request over HTTP or HTTPS and its outcome. It ends in time whatever the server does, and never rejects. Its
 * owner decides whether to ask again, elsewhere or later.
 */

import type { Agent as HttpAgent } from 'node:http';
import { type ClientRequest, type IncomingHttpHeaders, type IncomingMessage, request as requestHttp } from 'node:http';
import { type Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { type AnswerBody, HEAD_BYTES, readAnswer } from './answer-body.ts';
import { type ConnectionFault, connectionFault } from './connection-fault.ts';
import { Deadline, type Limits } from './deadline.ts';
import { type OpenBody, openBody, type Pace, type RequestBody } from './request-body.ts';

export interface Agents {
  http: HttpAgent;
  https: HttpsAgent;
}

export interface ExchangeRequest {
  method: string;
  url: string;
  headers?: Readonly<Record<string, string>>;
  body?: RequestBody;
  /** Sends more slowly than the link allows: somebody else needs it. */
  pace?: Pace | null;
  limits: Limits;
  answer: {
    /** Limit of bytes over the network, and of bytes after unpacking. */
    mostBytes: number;
    /**
     * True: every byte counts. False: the head is the verdict, and bytes that come too late or beyond `mostBytes` are
     * left.
     */
    isWhole: boolean;
    /** False: only the head is of interest. Default: always true. */
    isWanted?(head: Head): boolean;
  };
  /** Connections that are kept; default: one for this request alone. */
  agents?: Agents | null;
  /** Ends it at once. */
  signal: AbortSignal;
  /** Reports how many bytes of the body the connection has taken so far. */
  onAccepted?(bytes: number): void;
}

export interface Head {
  status: number;
  headers: IncomingHttpHeaders;
  /** IP address of the server that answered. */
  address: string;
}

/**
 * `carriedBytes`: bytes of the answer over the network, about. `acceptedBytes`: bytes of the request's body that the
 * connection took.
 */
export type Exchange =
  | ({ how: 'answered'; bytes: Buffer; carriedBytes: number; acceptedBytes: number } & Head)
  | ExchangeFailure;

export interface ExchangeFailure {
  how: 'failed';
  why: /** No connection, one that broke, or no trust in who answers. */
    | 'connection'
    /** The owner ended it. */
    | 'ended'
    /** The answer is larger than wanted. */
    | 'tooLarge'
    /** The answer is compressed in a way that is not known here: `tech` names it. */
    | 'encoding'
    /** The answer is compressed, and damaged. */
    | 'damaged'
    /** The request's own body, or its headers, cannot be sent: a file that is gone, for instance. */
    | 'request';
  fault: ConnectionFault;
  /** The server took the connection. */
  isConnected: boolean;
  /** It took longer than the limits say. */
  isLate: boolean;
  acceptedBytes: number;
  receivedBytes: number;
  /** Length that the answer announced; 0: it did not get so far. */
  saidBytes: number;
  /** Leaves out the address's query, which may hold a token, and every byte that came. */
  tech: string;
}

/** A server that does not know `Expect` waits for the body all the same (RFC 9110, 10.1.1). */
const CONTINUE_MS = 1000;

/** Number of connections in one pool that the server may have closed at the same moment. */
const MOST_REPEATS = 2;

/** Never rejects. */
export async function exchange(request: ExchangeRequest): Promise<Exchange> {
  for (let repeats = 0; ; repeats++) {
    const life = new Life(request);
    const end = await life.run();
    if (repeats === MOST_REPEATS || request.method === 'POST' || !life.isReused || !isUnheard(end)) return end;
  }
}

/** A kept connection is gone, and nothing shows that the server received any of the request. */
function isUnheard(end: Exchange): boolean {
  return end.how === 'failed' && end.why === 'connection' && end.fault.kind === 'cut' && end.receivedBytes === 0;
}

class Life {
  readonly #of: ExchangeRequest;
  readonly #deadline: Deadline;
  #request: ClientRequest | null = null;
  #isConnected = false;
  #acceptedBytes = 0;
  #isAnswered = false;
  isReused = false;

  constructor(of: ExchangeRequest) {
    this.#of = of;
    this.#deadline = new Deadline(of.limits, of.signal);
  }

  async run(): Promise<Exchange> {
    let body: OpenBody | null = null;
    try {
      const opening = this.#of.body ? openBody(this.#of.body) : null;
      // Without a file to open the request goes out before this returns.
      body = opening instanceof Promise ? await opening : opening;
      return await this.#run(body);
    } catch (error) {
      // The body's file is missing, or HTTP cannot carry a header.
      this.#deadline.end();
      return this.#failed('request', { tech: (error as Error).message });
    } finally {
      await body?.close();
    }
  }

  #run(body: OpenBody | null): Promise<Exchange> {
    const { method, url, headers, agents } = this.#of;
    const isTls = new URL(url).protocol === 'https:';
    const isFile = this.#of.body !== undefined && 'file' in this.#of.body;
    return new Promise((resolve) => {
      const onError = (error: unknown, receivedBytes = 0) => resolve(this.#ended(error, receivedBytes));
      const request = (isTls ? requestHttps : requestHttp)(url, {
        method,
        agent: agents ? agents[isTls ? 'https' : 'http'] : false,
        signal: this.#deadline.signal,
        headers: {
          'user-agent': 'Pupitre',
          ...headers,
          ...(body && { 'content-length': body.bytes }),
          // A body that the server refuses by the head is not sent at all.
          ...(isFile && { expect: '100-continue' }),
        },
      });
      this.#request = request;
      let failure: Error | null = null;
      request.on('error', (error) => {
        failure = error;
        // The outcome of an answer reports it.
        if (!this.#isAnswered) onError(error);
      });
      request.on('close', () => {
        this.#deadline.end();
        // An answer reports its own end; a request without one has no more to come.
        if (!this.#isAnswered) setImmediate(() => onError(failure));
      });
      this.#watchConnection(request);
      request.on('response', (answer) => this.#take(answer, resolve, onError));
      if (!body) request.end();
      else this.#send(request, body, isFile).catch((error: unknown) => this.#bodyFailed(error, resolve));
    });
  }

  #watchConnection(request: ClientRequest): void {
    request.on('socket', (socket) => {
      const connected = () => {
        this.#isConnected = true;
      };
      const ready = () => this.#deadline.connected(socket);
      this.isReused = request.reusedSocket;
      if (!socket.connecting) connected();
      else socket.once('connect', connected);
      if (this.isReused) ready();
      else socket.once('encrypted' in socket ? 'secureConnect' : 'connect', ready);
    });
  }

  async #send(request: ClientRequest, body: OpenBody, isFile: boolean): Promise<void> {
    if (isFile && !(await isAskedFor(request))) return;
    await body.send(request, {
      pace: this.#of.pace ?? null,
      onAccepted: (bytes) => {
        this.#acceptedBytes += bytes;
        this.#deadline.taken();
        this.#of.onAccepted?.(this.#acceptedBytes);
      },
    });
  }

  /** An answered request, or one whose connection failed, reports that by itself. */
  #bodyFailed(error: unknown, resolve: (end: Exchange) => void): void {
    if (this.#request?.destroyed || this.#isAnswered) return;
    resolve(this.#failed('request', { tech: (error as Error).message }));
    this.#request?.destroy();
  }

  #take(
    answer: IncomingMessage,
    resolve: (end: Exchange) => void,
    onError: (error: unknown, receivedBytes: number) => void,
  ): void {
    this.#isAnswered = true;
    const { mostBytes, isWhole, isWanted } = this.#of.answer;
    const head = {
      status: answer.statusCode ?? 0,
      headers: answer.headers,
      address: answer.socket.remoteAddress ?? '',
    };
    const answered = (bytes: Buffer, carriedBytes: number) =>
      resolve({ how: 'answered', ...head, bytes, carriedBytes, acceptedBytes: this.#acceptedBytes });
    const request = this.#request;
    // A server that answers before it has the body does not want the rest of it.
    if (request && !request.writableEnded) answer.once('close', () => request.destroy());
    const isBodyWanted = isWanted?.(head) ?? true;
    if (!isBodyWanted) answered(NOTHING, HEAD_BYTES);
    const taken = (end: AnswerBody) => {
      if (end.how === 'got') answered(end.bytes, end.carriedBytes);
      else if (!isWhole) answered(end.bytes, HEAD_BYTES + end.receivedBytes);
      else if (end.how === 'broken') onError(end.error, end.receivedBytes);
      else resolve(this.#failed(end.how, end));
    };
    readAnswer(
      answer,
      { mostBytes, isWhole, isWanted: isBodyWanted, onProgress: () => this.#deadline.progress() },
      taken,
    );
  }

  #ended(error: unknown, receivedBytes: number): ExchangeFailure {
    if (this.#of.signal.aborted) return this.#failed('ended', { tech: 'given up', receivedBytes });
    const { late } = this.#deadline;
    if (late !== null) return this.#failed('connection', { tech: late, receivedBytes }, { kind: 'silent', tech: late });
    // An authorization error is a fault of the certificate, whatever its code.
    const { authorizationError } = (this.#request?.socket ?? {}) as Partial<TLSSocket>;
    const fault = connectionFault(error);
    const isCertificate = Boolean(authorizationError) && fault.kind === 'cut';
    const kind = isCertificate ? 'certificateUnknown' : fault.kind;
    return this.#failed('connection', { tech: fault.tech, receivedBytes }, { kind, tech: fault.tech });
  }

  #failed(
    why: ExchangeFailure['why'],
    { tech, receivedBytes = 0, saidBytes = 0 }: { tech: string; receivedBytes?: number; saidBytes?: number },
    fault: ConnectionFault = { kind: 'cut', tech },
  ): ExchangeFailure {
    const isLate = this.#deadline.late !== null;
    const so = { isConnected: this.#isConnected, isLate, acceptedBytes: this.#acceptedBytes };
    return { how: 'failed', why, fault, ...so, receivedBytes, saidBytes, tech };
  }
}

const NOTHING = Buffer.alloc(0);

/** Resolves true when the server asks for the body or does not react; false when it has answered. */
function isAskedFor(request: ClientRequest): Promise<boolean> {
  return new Promise((resolve) => {
    const decide = (isAsked: boolean) => {
      clearTimeout(timer);
      resolve(isAsked);
    };
    const timer = setTimeout(decide, CONTINUE_MS, true).unref();
    request.once('continue', () => decide(true));
    for (const event of ['response', 'close']) request.once(event, () => decide(false));
    request.flushHeaders();
  });
}
