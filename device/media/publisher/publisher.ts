/** Keeps one destination published while that is wanted: attempt after attempt, for ever. */

import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { ownAddresses } from '../../platform/own-addresses.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import { watchPlaces } from '../../settings/watch-places.ts';
import type { PublishFailure } from '../../transport/transport.ts';
import { addressOf, transportOf } from '../../transport/transports.ts';
import type { HubTag, Renditions, TagHub } from '../hub/tag-hub.ts';
import type { Workers } from '../worker/worker-pool.ts';
import type { Adaptation } from './adaptation.ts';
import type { Demand } from './paced-feed.ts';
import { PublishAttempt, type PublishEnd } from './publish-attempt.ts';
import { type Between, checkBetween, isRefusal, mayBeBetween, publishReason } from './publish-reason.ts';
import type { QualityLevel, QualityLimits } from './quality-level.ts';

/**
 * Pause between attempts, for ever and without growth: viewers who wait do not care how often the box has tried before.
 */
const RETRY_MS = 2000;
/** An attempt that had been live deserves an immediate second one: most cuts are over at once. */
const FIRST_RETRY_MS = 50;
/** A server that takes each stream and drops it again is not hurried twice before a connection has lived this long. */
const GOOD_LIFE_MS = 10_000;
/** Spreads the return of boxes of one house that lost the same server. */
const RETRY_JITTER_MS = 400;
/** Interval of checks while waiting: is the link back, does the server take connections again? Three small packets. */
const CHECK_MS = 300;
/** The way to the server is checked seldom: it changes when somebody logs in or plugs in a cable. */
const NETWORK_CHECK_MS = 15_000;

export type PublisherPhase = 'off' | 'connecting' | 'live' | 'reconnecting' | 'refused';

export interface PublisherStatus {
  id: string;
  name: string;
  watchUrl: string;
  /** The server's page for viewers; empty where none is known. */
  watchPage: string;
  phase: PublisherPhase;
  kbps: number;
  /** Age of the oldest of what waits to be sent; null while there is no connection. */
  queuedSeconds: number | null;
  level: QualityLevel;
  reconnects: number;
  droppedFrames: number;
  reason: Reason | null;
}

export interface PublisherOptions {
  clock: Clock;
  logger: Logger;
  hub: TagHub;
  destination: Destination;
  workers: Pick<Workers, 'acquire'>;
  limits(): QualityLimits;
  /** Renditions that are sent while the link is good. */
  best(): Renditions;
  onChange(): void;
  /** A tag is sent. @param capturedMs when the box had it from its encoder */
  onSent(tag: HubTag, capturedMs: number): void;
  /** `demand` has changed. */
  onDemand(): void;
  onKeyframeNeeded(): void;
}

export class Publisher {
  readonly #options: PublisherOptions;
  #wanted = false;
  #phase: PublisherPhase = 'off';
  #attempt: PublishAttempt | null = null;
  /** Adaptation of the newest attempt: one that was cut off on a thin link is not followed by a flood. */
  #adaptation: Adaptation | null = null;
  #reason: Reason | null = null;
  #reconnects = 0;
  #droppedBefore = 0;
  #everLive = false;
  #liveSinceMs = 0;
  #hasHurried = false;
  #cancelRetry: (() => void) | null = null;
  #networkCheckedMs = Number.NEGATIVE_INFINITY;
  #between: Between | null = null;

  constructor(options: PublisherOptions) {
    this.#options = options;
  }

  get status(): PublisherStatus {
    const { id, name, watchUrl } = this.#options.destination;
    return {
      id,
      name,
      watchUrl,
      watchPage: watchPlaces(this.#options.destination).page,
      phase: this.#phase,
      level: this.#level,
      kbps: this.#attempt?.kbps ?? 0,
      queuedSeconds: this.#phase === 'live' ? (this.#attempt?.queuedSeconds ?? null) : null,
      reconnects: this.#reconnects,
      droppedFrames: this.#droppedBefore + (this.#attempt?.lostVideoFrames ?? 0),
      reason: this.#reason ?? this.#thinLink,
    };
  }

  /** Rendition that the encoders have to make beside the full one. */
  get demand(): Demand {
    return this.#attempt?.demand ?? null;
  }

  ensureStarted(): void {
    if (this.#wanted) return;
    this.#wanted = true;
    this.#reconnects = 0;
    this.#droppedBefore = 0;
    this.#everLive = false;
    this.#hasHurried = false;
    this.#adaptation = null;
    this.#become('connecting', null);
    this.#begin();
  }

  /** Begins a new publication for a stream of another shape; it does not count as a reconnect. */
  async renew(): Promise<void> {
    const attempt = this.#attempt;
    if (!this.#wanted || !attempt) return;
    this.#everLive = false;
    this.#become('connecting', null);
    await attempt.stop();
    if (this.#wanted && (this.#attempt ?? attempt) === attempt) this.#begin();
  }

  /** Resolves when the server has been notified and the worker is gone. */
  async ensureStopped(): Promise<void> {
    this.#wanted = false;
    this.#cancelRetry?.();
    this.#cancelRetry = null;
    await this.#attempt?.stop();
    if (!this.#wanted) this.#become('off', null);
  }

  #begin(): void {
    const { clock, hub, destination, workers, logger, limits, best, onSent, onKeyframeNeeded } = this.#options;
    this.#cancelRetry = null;
    const attempt = new PublishAttempt({
      clock,
      hub,
      worker: workers.acquire('publish'),
      id: destination.id,
      sender: destination,
      adaptation: this.#adaptation,
      limits,
      best,
      onSent,
      onKeyframeNeeded,
      onQuality: () => this.#adapt(attempt),
      onLive: () => {
        if (this.#everLive) this.#reconnects++;
        this.#everLive = true;
        this.#between = null;
        this.#liveSinceMs = clock.monotonicMs();
        this.#become('live', null);
        logger.info({ destination: destination.id }, 'on air');
      },
    });
    this.#attempt = attempt;
    this.#adaptation = attempt.adaptation;
    // An attempt at a lower level has nothing to send before the encoders know of it.
    this.#options.onDemand();
    // A fault of the box itself does not end the talk for viewers: it is retried like any other.
    inBackground(
      attempt.ended.then((end) => this.#afterEnd(attempt, end)),
      () => this.#goOnFrom(attempt),
    );
  }

  #adapt({ adaptation }: PublishAttempt): void {
    const before = this.#level;
    this.#adaptation = adaptation;
    if (this.#level !== before) {
      const { destination, logger, onChange } = this.#options;
      const { level, kbps } = adaptation.quality;
      logger.info(
        { destination: destination.id, level, kbps, linkKbps: adaptation.limitKbps },
        'quality level changed',
      );
      onChange();
    }
    this.#options.onDemand();
  }

  get #level(): QualityLevel {
    return this.#phase === 'live' ? (this.#adaptation?.quality.level ?? 'full') : 'full';
  }

  /** Reason for a lower quality level than `full`. */
  get #thinLink(): Reason | null {
    const level = this.#level;
    if (level === 'full') return null;
    const { name, id } = this.#options.destination;
    const limitKbps = this.#adaptation?.limitKbps;
    const tech = limitKbps ? `the link carried ${Math.round(limitKbps)} kb/s` : 'the link is slower than the stream';
    return because(THIN_LINK[level], tech, { name: name || id });
  }

  #afterEnd(attempt: PublishAttempt, end: PublishEnd): void {
    this.#droppedBefore += attempt.lostVideoFrames;
    this.#adaptation = attempt.adaptation;
    if (this.#attempt === attempt) this.#attempt = null;
    this.#options.onDemand();
    if (!this.#wanted || end.why === 'stopped') return;
    const { destination, logger } = this.#options;
    logger.warn({ destination: destination.id, why: end.why, tech: end.tech }, 'publication ended');
    const reason = publishReason(end, destination, this.#between);
    this.#become(isRefusal(end.why) ? 'refused' : this.#everLive ? 'reconnecting' : 'connecting', reason);
    if (mayBeBetween(end.why)) inBackground(this.#checkBetween(end, reason));
    const delayMs = this.#mayHurry(end.wasLive) ? FIRST_RETRY_MS : RETRY_MS + Math.random() * RETRY_JITTER_MS;
    this.#retry(delayMs, transportOf(destination).away.includes(end.why));
  }

  #goOnFrom(attempt: PublishAttempt): void {
    if (this.#attempt === attempt) this.#attempt = null;
    if (this.#wanted && !this.#attempt && !this.#cancelRetry) this.#retry(RETRY_MS, false);
  }

  /** Finds a better reason than the connection itself could give. */
  async #checkBetween(end: { why: PublishFailure; tech: string }, given: Reason): Promise<void> {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#networkCheckedMs < NETWORK_CHECK_MS) return;
    this.#networkCheckedMs = nowMs;
    const { destination } = this.#options;
    this.#between = await checkBetween(end.why, destination);
    if (this.#between === null || this.#reason !== given) return;
    this.#become(this.#phase, publishReason(end, destination, this.#between));
  }

  #mayHurry(wasLive: boolean): boolean {
    if (!wasLive) return false;
    if (this.#options.clock.monotonicMs() - this.#liveSinceMs >= GOOD_LIFE_MS) this.#hasHurried = false;
    const mayHurry = !this.#hasHurried;
    this.#hasHurried = true;
    return mayHurry;
  }

  /** Tries again after a while, or at once when the network changes or a server that was away takes connections again. */
  #retry(delayMs: number, isAway: boolean): void {
    const { clock, destination } = this.#options;
    const { host, port } = addressOf(destination);
    const dueMs = clock.monotonicMs() + delayMs;
    const before = ownAddresses();
    const check = async () => {
      let isWaiting = true;
      this.#cancelRetry = () => {
        isWaiting = false;
      };
      const isBack = isAway && (await transportOf(destination).reach(host, port)) === null;
      if (!isWaiting) return;
      if (isBack) this.#begin();
      else wait();
    };
    const wait = () => {
      const leftMs = dueMs - clock.monotonicMs();
      const hasChanged = ownAddresses() !== before;
      if (hasChanged) {
        this.#networkCheckedMs = Number.NEGATIVE_INFINITY;
        this.#between = null;
      }
      if (leftMs <= 0 || hasChanged) this.#begin();
      else if (leftMs <= CHECK_MS) this.#cancelRetry = clock.after(leftMs, wait);
      else this.#cancelRetry = clock.after(CHECK_MS, () => inBackground(check(), wait));
    };
    wait();
  }

  #become(phase: PublisherPhase, reason: Reason | null): void {
    this.#phase = phase;
    this.#reason = reason;
    this.#options.onChange();
  }
}

const THIN_LINK = {
  reduced: 'destinationReduced',
  stills: 'destinationStills',
  voice: 'destinationVoice',
} as const satisfies Record<Exclude<QualityLevel, 'full'>, string>;
