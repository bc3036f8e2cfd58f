/** Ends an exchange in any case: limits for the connection, for a pause without progress, and for all of it. */
import type { Socket } from 'node:net';
import { sendQueueBytes } from '../platform/send-queue.ts';

export interface Limits {
  /** Limit until the connection is made, TLS included. */
  connectMs: number;
  /** Limit without a byte in either direction that the other end has taken. */
  idleMs: number;
  /** Limit for the whole exchange; null: none, for a body of gigabytes. */
  totalMs: number | null;
}

export class Deadline {
  readonly #limits: Limits;
  readonly #ending = new AbortController();
  readonly #owner: AbortSignal;
  readonly #byOwner = () => this.#ending.abort();
  readonly #total: NodeJS.Timeout | null;
  #phase: NodeJS.Timeout;
  #steps = 0;
  #socket: Socket | null = null;
  /** Bytes that the kernel held when nothing had come or gone for a while; infinite before the first check. */
  #queuedBytes = Number.POSITIVE_INFINITY;
  #hasBody = false;
  #isOver = false;
  #late: string | null = null;

  /** @param owner ends it too */
  constructor(limits: Limits, owner: AbortSignal) {
    this.#limits = limits;
    this.#owner = owner;
    const { connectMs, totalMs } = limits;
    this.#phase = this.#after(connectMs, `no connection within ${connectMs} ms`);
    this.#total = totalMs === null ? null : setTimeout(() => this.#end(`not all of it within ${totalMs} ms`), totalMs);
    this.#total?.unref();
    if (owner.aborted) this.#byOwner();
    else owner.addEventListener('abort', this.#byOwner);
  }

  /** Signal that aborts the exchange. */
  get signal(): AbortSignal {
    return this.#ending.signal;
  }

  /** The part that took too long; null: none did. */
  get late(): string | null {
    return this.#late;
  }

  connected(socket: Socket): void {
    const { idleMs } = this.#limits;
    this.#socket = socket;
    clearTimeout(this.#phase);
    if (!this.#isOver) this.#phase = this.#after(idleMs, `nothing came or went for ${idleMs} ms`);
  }

  /** The connection took a piece of the body; its kernel may hold megabytes of it. */
  taken(): void {
    this.#hasBody = true;
    this.#queuedBytes = Number.POSITIVE_INFINITY;
    this.progress();
  }

  /** A byte came, or one went. */
  progress(): void {
    this.#steps += 1;
    if (!this.#isOver) this.#phase.refresh();
  }

  /** Nothing is left to end. */
  end(): void {
    this.#isOver = true;
    clearTimeout(this.#phase);
    if (this.#total) clearTimeout(this.#total);
    this.#owner.removeEventListener('abort', this.#byOwner);
  }

  #after(ms: number, late: string): NodeJS.Timeout {
    const timer = setTimeout(() => {
      const steps = this.#steps;
      // A box that was busy for so long has the answer waiting: that one is read first.
      setImmediate(() => {
        if (this.#isOver || timer !== this.#phase || this.#steps !== steps) return;
        if (this.#isDraining()) this.progress();
        else this.#end(late);
      });
    }, ms);
    return timer.unref();
  }

  /** The kernel holds up to 4 MB of what it has taken from the program: a thin link needs minutes for them. */
  #isDraining(): boolean {
    const { remotePort, localPort } = this.#socket ?? {};
    if (remotePort === undefined || localPort === undefined) return false;
    const queuedBytes = sendQueueBytes(remotePort, { localPort }) ?? 0;
    // A body whose last byte has gone since the last check has its pause from there.
    const isLess = queuedBytes < this.#queuedBytes && (queuedBytes > 0 || this.#hasBody);
    this.#queuedBytes = queuedBytes;
    return isLess;
  }

  #end(late: string): void {
    if (this.#isOver || this.#ending.signal.aborted) return;
    this.#late = late;
    this.#ending.abort();
  }
}
