/** `WS /api/live`: the status at once and after each change, levels, and pictures for those who may see them. */
import type { FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { because, type Language } from '../reason.ts';
import type { ApiParts, ApiScope } from './api-parts.ts';
import { type ClientMessage, type LiveQuery, LiveQuerySchema, type ServerMessage } from './contract/live.ts';
import { credentialsOf, requireSameOrigin } from './credentials.ts';
import { errorReply } from './error-mapping.ts';
import { NewestOnly } from './newest-only.ts';
import { Refused } from './refused.ts';
import { parseTrial, SocketTrial } from './socket-trial.ts';

/** An audience of phones in one room; each costs some 30 kB. */
const SOCKETS_MAXIMUM = 64;
/** The rest is for those who are logged in: a crowd, or one machine that opens all it can, keeps no technician out. */
const STRANGERS_MAXIMUM = 56;
const STRANGERS_PER_ADDRESS = 32;
/** Between two pings. A page sends a handful; each may start or stop a preview. */
const MESSAGES_MAXIMUM = 500;
/** At most five a second: faster than an eye reads, a third of the work of sending every change. */
const STATUS_PERIOD_MS = 200;
/** Said again without a change, so that a page takes silence for a lost connection (it waits 12 s, two of these lost). */
const REPEAT_MS = 5_000;
/** A socket that answers no ping between two of these is gone. Phones asleep answer late; 20 s is kinder than TCP's minutes. */
const PING_MS = 20_000;

/** For the farewell at the end of the service, which has 5 s in all. */
const GOODBYE_MS = 1_000;

/** Close codes of RFC 6455 section 7.4.1. */
const GOING_AWAY = 1001;
const BAD_MESSAGE = 1008;
const INSIDE_FAULT = 1011;

const text = (message: ServerMessage) => JSON.stringify(message);

function parseMessage(data: string): ClientMessage | null {
  try {
    const message = JSON.parse(data);
    if (message?.type === 'trial') return parseTrial(message);
    const known = message?.type === 'preview' && typeof message.on === 'boolean' && Object.keys(message).length === 2;
    return known ? message : null;
  } catch {
    return null;
  }
}

interface Viewer {
  socket: NewestOnly;
  /** Null: the room's, which may change. */
  language: Language | null;
  /** Null for those who were logged in when they came. */
  strangerFrom: string | null;
}

export class StatusFeed {
  readonly #parts: ApiParts;
  readonly #viewers = new Map<WebSocket, Viewer>();
  #stops: (() => void)[] = [];
  #statusTimer: NodeJS.Timeout | null = null;
  #changedMeanwhile = false;

  constructor(parts: ApiParts) {
    this.#parts = parts;
  }

  stop(): void {
    this.#rest();
    for (const socket of this.#viewers.keys()) socket.close(GOING_AWAY);
    setTimeout(() => {
      for (const socket of this.#viewers.keys()) socket.terminate();
    }, GOODBYE_MS).unref();
  }

  /** Only while somebody watches: levels ten times a second cost the box something all the way from the microphone. */
  #listen(): void {
    const { status } = this.#parts.collaborators;
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

  /** Before the socket is opened. Throws `Refused`. */
  admit(request: FastifyRequest): void {
    requireSameOrigin(request);
    const strangers = [...this.#viewers.values()].filter(({ strangerFrom }) => strangerFrom !== null);
    const isFull = this.#parts.auth.accepts(credentialsOf(request))
      ? this.#viewers.size >= SOCKETS_MAXIMUM
      : strangers.length >= STRANGERS_MAXIMUM ||
        strangers.filter(({ strangerFrom }) => strangerFrom === request.ip).length >= STRANGERS_PER_ADDRESS;
    if (isFull) throw new Refused(503, because('tooManyPages', `${this.#viewers.size} sockets`));
  }

  open(socket: WebSocket, request: FastifyRequest, language: Language | null): void {
    if (this.#viewers.size === 0) this.#listen();
    const viewer = new NewestOnly(socket);
    const credentials = credentialsOf(request);
    const strangerFrom = this.#parts.auth.accepts(credentials) ? null : request.ip;
    this.#viewers.set(socket, { socket: viewer, language, strangerFrom });
    viewer.put('status', this.#statusText(language ?? this.#parts.roomLanguage()));

    const { auth, collaborators } = this.#parts;
    const refuse = (refusal: Refused) => {
      const error = errorReply(refusal, language ?? this.#parts.roomLanguage());
      viewer.put('error', text({ type: 'error', ...error }));
    };
    let stopPreview: (() => void) | null = null;
    let isPreviewWanted = false;
    const stopWatching = () => {
      stopPreview?.();
      stopPreview = null;
    };
    const watch = () => {
      stopPreview ??= collaborators.preview.subscribe((jpeg) => {
        // A cookie that reaches its end tells nobody: the picture stops with it.
        if (!auth.accepts(credentials)) preview(false);
        else if (!trial.isOn) viewer.put('preview', jpeg);
      });
    };
    const trial = new SocketTrial({
      trials: collaborators.trials,
      language: () => language ?? this.#parts.roomLanguage(),
      accepts: () => auth.accepts(credentials),
      say: (message) => viewer.put(message.type, text(message)),
      show: (jpeg) => viewer.put('preview', jpeg),
      onEnded: () => {
        if (isPreviewWanted) watch();
      },
    });
    const preview = (on: boolean) => {
      isPreviewWanted = on;
      if (on && !trial.isOn) watch();
      else stopWatching();
    };
    const carryOut = async (message: ClientMessage) => {
      if (message.on) auth.require(credentials);
      if (message.type === 'preview') preview(message.on);
      else if (!message.on) trial.end();
      else {
        await trial.begin(message);
        // Only now: what both show is not closed in between.
        if (trial.isOn) stopWatching();
      }
    };

    // Logged out, password changed, token revoked: what needs a log-in ends at once, and the page is told.
    const forgetChanges = auth.changes.add(() => {
      if (!(isPreviewWanted || trial.isOn) || auth.accepts(credentials)) return;
      const reason = because('passwordNeeded', 'no longer logged in');
      preview(false);
      trial.end(reason);
      refuse(new Refused(401, reason));
    });

    // What is still on its way from it is not even read: it would be parsed until the other side has closed too.
    const dismiss = () => {
      socket.pause();
      socket.close(BAD_MESSAGE);
      setTimeout(() => socket.terminate(), GOODBYE_MS).unref();
    };

    let answered = true;
    let messages = 0;
    const ping = setInterval(() => {
      if (!answered) return socket.terminate();
      answered = false;
      messages = 0;
      socket.ping();
    }, PING_MS);

    socket.on('pong', () => {
      answered = true;
    });
    socket.on('message', (data, isBinary) => {
      if (socket.readyState !== socket.OPEN) return;
      messages += 1;
      const message = isBinary || messages > MESSAGES_MAXIMUM ? null : parseMessage(String(data));
      if (!message) return dismiss();
      carryOut(message).catch((error: unknown) => {
        if (error instanceof Refused) {
          refuse(error);
        } else {
          request.log.error({ err: error }, 'message on the live socket failed');
          socket.close(INSIDE_FAULT);
        }
      });
    });
    socket.on('close', () => {
      clearInterval(ping);
      forgetChanges();
      preview(false);
      trial.end();
      this.#viewers.delete(socket);
      if (this.#viewers.size === 0) this.#rest();
    });
  }

  /** The first change goes out at once; those of the next 200 ms go out together. */
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
    return text({ type: 'status', status: this.#parts.collaborators.status.current(language) });
  }

  /** Made once for each language that somebody listens in, however many do. */
  #sendToAll(kind: string, message: (language: Language) => string): void {
    const made = new Map<Language, string>();
    const roomLanguage = this.#parts.roomLanguage();
    for (const { socket, language: chosen } of this.#viewers.values()) {
      const language = chosen ?? roomLanguage;
      const text = made.get(language) ?? message(language);
      made.set(language, text);
      socket.put(kind, text);
    }
  }
}

export function liveRoute(api: ApiScope, feed: StatusFeed): void {
  api.route<{ Querystring: LiveQuery }>({
    method: 'GET',
    url: '/live',
    config: { open: true },
    schema: {
      summary: 'WebSocket: the status at once and after each change, levels, preview pictures',
      querystring: LiveQuerySchema,
    },
    onRequest: async (request) => feed.admit(request),
    handler: (_request, reply) => reply.callNotFound(),
    wsHandler: (socket, request) => feed.open(socket, request, request.query.language ?? null),
  });
}
