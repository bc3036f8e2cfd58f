/** A program that takes messages over HTTP or HTTPS: a webhook, or a Matrix homeserver as the specification says. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Ending } from '../ending.ts';
import { listen } from './listen.ts';
import type { OwnCertificate } from './own-certificate.ts';

export interface Delivery {
  method: string;
  path: string;
  headers: IncomingMessage['headers'];
  body: unknown;
}

/** What it does with the next requests; then it takes them. */
export type Mood = number | 'cut' | { redirect: string };

export class MessageInbox {
  /** All that was asked, taken or not. */
  readonly asked: Delivery[] = [];
  readonly taken: Delivery[] = [];
  readonly moods: Mood[] = [];
  url = '';
  readonly #answer: (delivery: Delivery) => { status: number; body: unknown };

  /** @param answer of a request that is in its turn to be taken */
  constructor(answer: (delivery: Delivery) => { status: number; body: unknown } = () => ({ status: 200, body: {} })) {
    this.#answer = answer;
  }

  async start(t: Ending, tls?: OwnCertificate): Promise<this> {
    const listener = (request: IncomingMessage, response: ServerResponse) => void this.#take(request, response);
    const server = tls
      ? createTlsServer({ cert: readFileSync(tls.certificate), key: readFileSync(tls.key) }, listener)
      : createServer(listener);
    this.url = `http${tls ? 's' : ''}://localhost:${await listen(t, server)}`;
    return this;
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let text = '';
    for await (const chunk of request.setEncoding('utf8')) text += chunk;
    const { method = '', url = '', headers } = request;
    const delivery = { method, path: url, headers, body: JSON.parse(text) as unknown };
    this.asked.push(delivery);
    const mood = this.moods.shift();
    if (mood === 'cut') {
      request.socket.destroy();
      return;
    }
    if (typeof mood === 'object') {
      response.writeHead(302, { location: mood.redirect }).end();
      return;
    }
    const { status, body } = mood === undefined ? this.#answer(delivery) : { status: mood, body: {} };
    if (status === 200) this.taken.push(delivery);
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  }
}

const ROOM = '!talks:example.org';
export const MATRIX = { roomId: ROOM, accessToken: 'syt_right_token' };

/** As Matrix v1.11, client-server API, `PUT /_matrix/client/v3/rooms/{roomId}/send/{eventType}/{txnId}`. */
export function matrixHomeserver(): MessageInbox {
  const events = new Map<string, string>();
  return new MessageInbox(({ method, path, headers, body }) => {
    const [, room, txn] = /^\/_matrix\/client\/v3\/rooms\/([^/]+)\/send\/m\.room\.message\/([^/?]+)$/.exec(path) ?? [];
    if (method !== 'PUT' || room === undefined || txn === undefined)
      return { status: 404, body: { errcode: 'M_UNRECOGNIZED', error: 'Unrecognized request' } };
    if (headers.authorization !== `Bearer ${MATRIX.accessToken}`)
      return { status: 401, body: { errcode: 'M_UNKNOWN_TOKEN', error: 'Invalid access token' } };
    if (decodeURIComponent(room) !== ROOM)
      return { status: 403, body: { errcode: 'M_FORBIDDEN', error: 'You are not in this room' } };
    const { msgtype, body: text } = body as { msgtype?: unknown; body?: unknown };
    if (msgtype !== 'm.text' || typeof text !== 'string')
      return { status: 400, body: { errcode: 'M_BAD_JSON', error: 'not a message' } };
    // A repeat with the same transaction id is answered with the event that is there already.
    const event = events.get(txn) ?? `$${events.size + 1}:example.org`;
    events.set(txn, event);
    return { status: 200, body: { event_id: event } };
  });
}
