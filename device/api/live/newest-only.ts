/**
 * Sends to one socket at the speed of that socket. At most one message is on its way, and of each kind only the newest
 * waits. A phone with a bad signal sees fewer readings, never old ones, and costs at most a handful of messages.
 */
import type { WebSocket } from 'ws';

export class NewestOnly {
  readonly #socket: WebSocket;
  readonly #waiting = new Map<string, string | Buffer>();
  #sending = false;

  constructor(socket: WebSocket) {
    this.#socket = socket;
  }

  put(kind: string, message: string | Buffer): void {
    this.#waiting.set(kind, message);
    this.#sendNext();
  }

  #sendNext(): void {
    const [next] = this.#waiting;
    if (!next || this.#sending || this.#socket.readyState !== this.#socket.OPEN) return;
    const [kind, message] = next;
    this.#waiting.delete(kind);
    this.#sending = true;
    // The callback runs when the system has taken the bytes, not while they wait in this process.
    this.#socket.send(message, () => {
      this.#sending = false;
      this.#sendNext();
    });
  }
}
