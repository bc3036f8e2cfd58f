/** Keeps one destination published while that is wanted: attempt after attempt, for ever. */
import { networkInterfaces } from 'node:os';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import type { WorkerLink } from '../gst/worker-link.ts';
import type { TagHub } from '../hub/tag-hub.ts';
import { publishAddress } from './publish-address.ts';
import { PublishAttempt, type PublishEnd } from './publish-attempt.ts';

/** For ever and without growth: a viewer who waits does not care how often the box has tried before. */
const RETRY_MS = 2000;
/** An attempt that had been live deserves an immediate second one: most cuts are over at once. */
const FIRST_RETRY_MS = 50;
/** A server that takes every stream and drops it again is not hurried twice: not before one has lived this long. */
const GOOD_LIFE_MS = 10_000;
/** While waiting: has the link come back? */
const LINK_LOOK_MS = 500;

export type PublisherPhase = 'off' | 'connecting' | 'live' | 'reconnecting' | 'refused';

export interface PublisherStatus {
  id: string;
  name: string;
  watchUrl: string;
  phase: PublisherPhase;
  kbps: number;
  /** Age of the oldest of what waits to be sent; null while there is no connection. */
  queuedSeconds: number | null;
  reconnects: number;
  droppedFrames: number;
  reason: Reason | null;
}

export interface PublisherOptions {
  clock: Clock;
  logger: Logger;
  hub: TagHub;
  destination: Destination;
  takeWorker(): WorkerLink;
  onChange(): void;
}

export class Publisher {
  readonly #options: PublisherOptions;
  #wanted = false;
  #phase: PublisherPhase = 'off';
  #attempt: PublishAttempt | null = null;
  #reason: Reason | null = null;
  #reconnects = 0;
  #droppedBefore = 0;
  #everLive = false;
  #liveSinceMs = 0;
  #hasHurried = false;
  #cancelRetry: (() => void) | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  get status(): PublisherStatus {
    const { id, name, watchUrl } = this.#options.destination;
    return {
      id,
      name,
      watchUrl,
      phase: this.#phase,
      kbps: this.#attempt?.kbps ?? 0,
      queuedSeconds: this.#phase === 'live' ? (this.#attempt?.queuedSeconds ?? null) : null,
      reconnects: this.#reconnects,
      droppedFrames: this.#droppedBefore + (this.#attempt?.lostVideoFrames ?? 0),
      reason: this.#reason,
    };
  }

  ensureStarted(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#reconnects = 0;
    this.#droppedBefore = 0;
    this.#everLive = false;
    this.#hasHurried = false;
    this.#become('connecting', null);
    this.#begin();
  }

  /** Resolves when the server has been told and the worker is gone. */
  async ensureStopped(): Promise<void> {
    this.#wanted = false;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    await this.#attempt?.stop();
    if (!this.#wanted) this.#become('off', null);
  }

  #begin(): void {
    const { clock, hub, destination, takeWorker, logger } = this.#options;
    this.#cancelRetry = null;
    const attempt = new PublishAttempt({
      clock,
      hub,
      worker: takeWorker(),
      id: destination.id,
      address: publishAddress(destination),
      onLive: () => {
        if (this.#everLive) this.#reconnects++;
        this.#everLive = true;
        this.#liveSinceMs = clock.monotonicMs();
        this.#become('live', null);
        logger.info({ destination: destination.id }, 'on air');
      },
    });
    this.#attempt = attempt;
    void attempt.ended.then((end) => this.#afterEnd(attempt, end));
  }

  #afterEnd(attempt: PublishAttempt, end: PublishEnd): void {
    this.#droppedBefore += attempt.lostVideoFrames;
    if (this.#attempt === attempt) this.#attempt = null;
    if (!this.#wanted || end.why === 'stopped') return;
    const { destination, logger } = this.#options;
    logger.warn({ destination: destination.id, why: end.why, tech: end.tech }, 'publication ended');
    const { host } = publishAddress(destination);
    const reason = because(REASONS[end.why], end.tech, { name: destination.name || destination.id, host });
    this.#become(end.why === 'refused' ? 'refused' : this.#everLive ? 'reconnecting' : 'connecting', reason);
    this.#retry(this.#mayHurry(end.wasLive) ? FIRST_RETRY_MS : RETRY_MS);
  }

  #mayHurry(wasLive: boolean): boolean {
    if (!wasLive) return false;
    if (this.#options.clock.monotonicMs() - this.#liveSinceMs >= GOOD_LIFE_MS) this.#hasHurried = false;
    const mayHurry = !this.#hasHurried;
    this.#hasHurried = true;
    return mayHurry;
  }

  /** Tries again after a while, or at once when the network changes. */
  #retry(delayMs: number): void {
    const { clock } = this.#options;
    const dueMs = clock.monotonicMs() + delayMs;
    const before = addresses();
    const wait = () => {
      const leftMs = dueMs - clock.monotonicMs();
      if (leftMs <= 0 || addresses() !== before) this.#begin();
      else this.#cancelRetry = clock.after(Math.min(leftMs, LINK_LOOK_MS), wait);
    };
    wait();
  }

  #become(phase: PublisherPhase, reason: Reason | null): void {
    this.#phase = phase;
    this.#reason = reason;
    this.#options.onChange();
  }
}

const REASONS = {
  refused: 'destinationRefused',
  stillHeld: 'destinationStillHeld',
  unresolvable: 'destinationUnresolvable',
  unreachable: 'destinationUnreachable',
  noAnswer: 'destinationNoAnswer',
  tls: 'destinationTls',
  closed: 'destinationClosed',
  stalled: 'destinationStalled',
} as const satisfies Record<Exclude<PublishEnd['why'], 'stopped'>, string>;

/** A new address is the first thing that tells of a link that came back. */
function addresses(): string {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    .sort()
    .join();
}
