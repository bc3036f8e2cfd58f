/** One open socket of `WS /api/live`: what its page asked for, and whether the page may still have it. */
import type { FastifyBaseLogger } from 'fastify';
import type { WebSocket } from 'ws';
import { because, type Language } from '../../reason.ts';
import type { Auth, Credentials } from '../auth.ts';
import type { ClientMessage, ServerMessage } from '../contract/live.ts';
import { errorReply } from '../error-mapping.ts';
import type { Collaborators } from '../ports.ts';
import { Refused } from '../refused.ts';
import { parseClientMessage } from './client-message.ts';
import { NewestOnly } from './newest-only.ts';
import { SocketTrial } from './socket-trial.ts';

/** Limit between two pings. A page sends a handful, and each may start or stop a preview. */
const MESSAGES_MAXIMUM = 500;
/**
 * A socket that answers no ping between two of these is gone. Phones asleep answer late, and 20 s is still kinder than
 * TCP's minutes.
 */
const PING_MS = 20_000;
/** Time for the closing handshake, also at the end of the service, which has 5 s in all. */
const GOODBYE_MS = 1_000;

/** Close codes of RFC 6455 section 7.4.1. */
const GOING_AWAY = 1001;
const BAD_MESSAGE = 1008;
const INSIDE_FAULT = 1011;

export interface LiveSocketOptions {
  socket: WebSocket;
  credentials: Credentials;
  auth: Auth;
  collaborators: Pick<Collaborators, 'preview' | 'trials'>;
  language(): Language;
  log: FastifyBaseLogger;
  onClose(): void;
}

export class LiveSocket {
  readonly #options: LiveSocketOptions;
  readonly #newest: NewestOnly;
  readonly #trial: SocketTrial;
  #stopPreview: (() => void) | null = null;
  #isPreviewWanted = false;
  #answered = true;
  #messages = 0;

  constructor(options: LiveSocketOptions) {
    this.#options = options;
    const { socket, auth, collaborators, language } = options;
    this.#newest = new NewestOnly(socket);
    this.#trial = new SocketTrial({
      trials: collaborators.trials,
      language,
      accepts: () => this.#isLoggedIn,
      say: (message) => this.#say(message),
      show: (jpeg) => this.put('preview', jpeg),
      onEnded: () => {
        if (this.#isPreviewWanted) this.#watch();
      },
    });
    // After a log-out, a new password or a revoked token, everything that needs a log-in ends at once, and the page is
    // notified.
    const forgetChanges = auth.changes.add(() => this.#checkLogIn());
    const ping = setInterval(() => this.#ping(), PING_MS);
    socket.on('pong', () => {
      this.#answered = true;
    });
    socket.on('message', (data, isBinary) => this.#hear(isBinary ? null : String(data)));
    socket.on('close', () => {
      clearInterval(ping);
      forgetChanges();
      this.#preview(false);
      this.#trial.end();
      options.onClose();
    });
  }

  get language(): Language {
    return this.#options.language();
  }

  /** Sends at the speed of the socket. Of each kind only the newest message waits. */
  put(kind: string, message: string | Buffer): void {
    this.#newest.put(kind, message);
  }

  /** Closes the socket because the service ends. */
  close(): void {
    this.#options.socket.close(GOING_AWAY);
    this.#terminateSoon();
  }

  get #isLoggedIn(): boolean {
    return this.#options.auth.accepts(this.#options.credentials);
  }

  #hear(data: string | null): void {
    const { socket, log } = this.#options;
    if (socket.readyState !== socket.OPEN) return;
    this.#messages += 1;
    const message = data === null || this.#messages > MESSAGES_MAXIMUM ? null : parseClientMessage(data);
    if (!message) {
      // Messages still on the way are not read: they would be parsed until the other side has closed too.
      socket.pause();
      socket.close(BAD_MESSAGE);
      this.#terminateSoon();
      return;
    }
    this.#carryOut(message).catch((error: unknown) => {
      if (error instanceof Refused) return this.#refuse(error);
      log.error({ err: error }, 'message on the live socket failed');
      socket.close(INSIDE_FAULT);
    });
  }

  async #carryOut(message: ClientMessage): Promise<void> {
    if (message.on) this.#options.auth.require(this.#options.credentials);
    if (message.type === 'preview') this.#preview(message.on);
    else if (!message.on) this.#trial.end();
    else {
      await this.#trial.begin(message);
      // The preview stops only after the trial has begun: a device that both show is not closed in between.
      if (this.#trial.isOn) this.#stopWatching();
    }
  }

  #preview(on: boolean): void {
    this.#isPreviewWanted = on;
    if (on && !this.#trial.isOn) this.#watch();
    else this.#stopWatching();
  }

  #watch(): void {
    this.#stopPreview ??= this.#options.collaborators.preview.subscribe((jpeg) => {
      // No event reports that a cookie has expired, so this check stops the picture.
      if (!this.#isLoggedIn) this.#preview(false);
      else if (!this.#trial.isOn) this.put('preview', jpeg);
    });
  }

  #stopWatching(): void {
    this.#stopPreview?.();
    this.#stopPreview = null;
  }

  #checkLogIn(): void {
    if (!(this.#isPreviewWanted || this.#trial.isOn) || this.#isLoggedIn) return;
    const reason = because('passwordNeeded', 'no longer logged in');
    this.#preview(false);
    this.#trial.end(reason);
    this.#refuse(new Refused(401, reason));
  }

  #refuse(refusal: Refused): void {
    this.#say({ type: 'error', ...errorReply(refusal, this.language) });
  }

  #say(message: ServerMessage): void {
    this.put(message.type, JSON.stringify(message));
  }

  #ping(): void {
    const { socket } = this.#options;
    if (this.#answered) socket.ping();
    else socket.terminate();
    this.#answered = false;
    this.#messages = 0;
  }

  #terminateSoon(): void {
    setTimeout(() => this.#options.socket.terminate(), GOODBYE_MS).unref();
  }
}
