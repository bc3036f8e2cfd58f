/** `WS /api/live`: the status at once and after every change, levels, and pictures for those who may see them. */
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { because, type Language } from '../../reason.ts';
import type { ApiContext, ApiScope } from '../api-context.ts';
import { nothing } from '../contract/bodies.ts';
import { type LiveQuery, LiveQuerySchema, type ServerMessage } from '../contract/live.ts';
import { credentialsOf, requireSameOrigin } from '../credentials.ts';
import { Refused } from '../refused.ts';
import { LiveSocket } from './live-socket.ts';

/** An audience of phones in one room. Each costs about 30 kB. */
const SOCKETS_MAXIMUM = 64;
/**
 * The other sockets are for people who are logged in: a crowd, or one machine that opens all it can, does not shut out
 * a technician.
 */
const STRANGERS_MAXIMUM = 56;
const STRANGERS_PER_ADDRESS = 32;
/** At most five a second: faster than an eye reads, and a third of the work of sending every change. */
const STATUS_PERIOD_MS = 200;
/** The status is repeated without a change. A page takes 12 s of silence, two lost messages, for a lost connection. */
const REPEAT_MS = 5_000;

const text = (message: ServerMessage) => JSON.stringify(message);

interface Viewer {
  socket: LiveSocket;
  /** Null for sockets that were logged in when they opened. */
  strangerFrom: string | null;
}

export class LiveFeed {
  readonly #options: ApiContext;
  readonly #viewers = new Set<Viewer>();
  #stops: (() => void)[] = [];
  #statusTimer: NodeJS.Timeout | null = null;
  #changedMeanwhile = false;

  constructor(options: ApiContext) {
    this.#options = options;
  }

  stop(): void {
    this.#rest();
    for (const { socket } of this.#viewers) socket.close();
  }

  /** Check before the socket is opened. Throws `Refused`. */
  admit(request: FastifyRequest): void {
    requireSameOrigin(request);
    const strangers = [...this.#viewers].filter(({ strangerFrom }) => strangerFrom !== null);
    const isFull = this.#options.auth.accepts(credentialsOf(request))
      ? this.#viewers.size >= SOCKETS_MAXIMUM
      : strangers.length >= STRANGERS_MAXIMUM ||
        strangers.filter(({ strangerFrom }) => strangerFrom === request.ip).length >= STRANGERS_PER_ADDRESS;
    if (isFull) throw new Refused(503, because('tooManyPages', `${this.#viewers.size} sockets`));
  }

  /** `language`: of this page; null for the room's, which may change. */
  open(socket: WebSocket, request: FastifyRequest, language: Language | null): void {
    if (this.#viewers.size === 0) this.#listen();
    const { auth, collaborators, roomLanguage } = this.#options;
    const credentials = credentialsOf(request);
    const viewer: Viewer = {
      strangerFrom: auth.accepts(credentials) ? null : request.ip,
      socket: new LiveSocket({
        socket,
        credentials,
        auth,
        collaborators,
        language: () => language ?? roomLanguage(),
        log: request.log,
        onClose: () => {
          this.#viewers.delete(viewer);
          if (this.#viewers.size === 0) this.#rest();
        },
      }),
    };
    this.#viewers.add(viewer);
    viewer.socket.put('status', this.#statusText(viewer.socket.language));
  }

  /** Listens only while a page watches: levels ten times a second cost work all the way from the microphone. */
  #listen(): void {
    const { status } = this.#options.collaborators;
    const repeat = setInterval(() => this.#sendStatus(), REPEAT_MS);
    this.#stops = [
      status.onChange(() => this.#statusChanged()),
      status.onLevels((levels) => this.#sendToAll('levels', () => text({ type: 'levels', ...levels }))),
      () => clearInterval(repeat),
    ];
  }

  #rest(): void {
    for (const stop of this.#stops.splice(0)) stop();
    if (this.#statusTimer) clearTimeout(this.#statusTimer);
    this.#statusTimer = null;
    this.#changedMeanwhile = false;
  }

  /** The first change goes out at once. Changes of the next 200 ms go out together. */
  #statusChanged(): void {
    if (this.#statusTimer) {
      this.#changedMeanwhile = true;
      return;
    }
    this.#sendStatus();
    this.#statusTimer = setTimeout(() => {
      this.#statusTimer = null;
      if (!this.#changedMeanwhile) return;
      this.#changedMeanwhile = false;
      this.#statusChanged();
    }, STATUS_PERIOD_MS);
  }

  #sendStatus(): void {
    this.#sendToAll('status', (language) => this.#statusText(language));
  }

  #statusText(language: Language): string {
    return text({ type: 'status', status: this.#options.collaborators.status.current(language) });
  }

  /** Makes the message once for each language in use, however many sockets there are. */
  #sendToAll(kind: string, message: (language: Language) => string): void {
    const made = new Map<Language, string>();
    for (const { socket } of this.#viewers) {
      const text = made.get(socket.language) ?? message(socket.language);
      made.set(socket.language, text);
      socket.put(kind, text);
    }
  }
}

export function liveRoute(api: ApiScope, feed: LiveFeed): void {
  api.route<{ Querystring: LiveQuery }>({
    method: 'GET',
    url: '/live',
    config: { open: true, refuses: [403, 404, 503] },
    schema: {
      operationId: 'openLive',
      summary: 'WebSocket: the status at once and after each change, levels, preview pictures',
      querystring: LiveQuerySchema,
      response: { 101: nothing('A WebSocket, as `device/api/contract/live.ts` tells') },
    },
    onRequest: async (request) => feed.admit(request),
    handler: (_request, reply) => reply.callNotFound(),
    wsHandler: (socket, request) => feed.open(socket, request, spokenLanguage(request.query.language)),
  });
}

/** A page may ask for a language that the box's sentences do not have. */
function spokenLanguage(asked: string | undefined): Language | null {
  return asked === 'fr' || asked === 'en' ? asked : null;
}
