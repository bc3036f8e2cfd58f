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
import type { LadderState } from './ladder.ts';
import type { Demand } from './paced-feed.ts';
import { PublishAttempt, type PublishEnd } from './publish-attempt.ts';
import { type Between, isRefusal, lookBetween, mayBeBetween, publishReason } from './publish-reason.ts';
import type { Level, RungLimits } from './rung.ts';

/** For ever and without growth: a viewer who waits does not care how often the box has tried before. */
const RETRY_MS = 2000;
/** An attempt that had been live deserves an immediate second one: most cuts are over at once. */
const FIRST_RETRY_MS = 50;
/** A server that takes every stream and drops it again is not hurried twice: not before one has lived this long. */
const GOOD_LIFE_MS = 10_000;
/** Boxes of one house that lost the same server do not come back in one instant. */
const RETRY_JITTER_MS = 400;
/** While waiting: has the link come back, does the server take connections again? Three small packets. */
const LOOK_MS = 300;
/** What is in between is asked for seldom: it changes when somebody logs in or plugs a cable. */
const NETWORK_LOOK_MS = 15_000;

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
  level: Level;
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
  limits(): RungLimits;
  /** What is read where the link is good. */
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
  /** Of the newest attempt: one that was cut off on a thin link is not followed by a flood. */
  #ladder: LadderState | null = null;
  #reason: Reason | null = null;
  #reconnects = 0;
  #droppedBefore = 0;
  #everLive = false;
  #liveSinceMs = 0;
  #hasHurried = false;
  #cancelRetry: (() => void) | null = null;
  #networkLookedMs = Number.NEGATIVE_INFINITY;
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

  /** What the encoders are to give beside the full rendition. */
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
    this.#ladder = null;
    this.#become('connecting', null);
    this.#begin();
  }

  /** The stream has another shape from now on: the server gets it as a publication of its own, which is no reconnect. */
  async renew(): Promise<void> {
    const attempt = this.#attempt;
    if (!this.#wanted || !attempt) return;
    this.#everLive = false;
    this.#become('connecting', null);
    await attempt.stop();
    if (this.#wanted && (this.#attempt ?? attempt) === attempt) this.#begin();
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
    const { clock, hub, destination, workers, logger, limits, best, onSent, onKeyframeNeeded } = this.#options;
    this.#cancelRetry = null;
    const attempt = new PublishAttempt({
      clock,
      hub,
      worker: workers.acquire('publish'),
      id: destination.id,
      sender: destination,
      ladder: this.#ladder,
      limits,
      best,
      onSent,
      onKeyframeNeeded,
      onRung: () => this.#stand(attempt),
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
    this.#ladder = attempt.ladder;
    // One that begins on a lower rung has nothing to send before the encoders know of it.
    this.#options.onDemand();
    // A fault of the box's own is no end of the talk for viewers: it is tried again like any other.
    inBackground(
      attempt.ended.then((end) => this.#afterEnd(attempt, end)),
      () => this.#goOnFrom(attempt),
    );
  }

  #stand({ ladder }: PublishAttempt): void {
    const before = this.#level;
    this.#ladder = ladder;
    if (this.#level !== before) {
      const { destination, logger, onChange } = this.#options;
      const { level, kbps } = ladder.rung;
      logger.info({ destination: destination.id, level, kbps, linkKbps: ladder.limitKbps }, 'another rung');
      onChange();
    }
    this.#options.onDemand();
  }

  get #level(): Level {
    return this.#phase === 'live' ? (this.#ladder?.rung.level ?? 'full') : 'full';
  }

  /** Why viewers get less than they could. */
  get #thinLink(): Reason | null {
    const level = this.#level;
    if (level === 'full') return null;
    const { name, id } = this.#options.destination;
    const limitKbps = this.#ladder?.limitKbps;
    const tech = limitKbps ? `the link carried ${Math.round(limitKbps)} kb/s` : 'the link is slower than the stream';
    return because(THIN_LINK[level], tech, { name: name || id });
  }

  #afterEnd(attempt: PublishAttempt, end: PublishEnd): void {
    this.#droppedBefore += attempt.lostVideoFrames;
    this.#ladder = attempt.ladder;
    if (this.#attempt === attempt) this.#attempt = null;
    this.#options.onDemand();
    if (!this.#wanted || end.why === 'stopped') return;
    const { destination, logger } = this.#options;
    logger.warn({ destination: destination.id, why: end.why, tech: end.tech }, 'publication ended');
    const reason = publishReason(end, destination, this.#between);
    this.#become(isRefusal(end.why) ? 'refused' : this.#everLive ? 'reconnecting' : 'connecting', reason);
    if (mayBeBetween(end.why)) inBackground(this.#lookBetween(end, reason));
    const delayMs = this.#mayHurry(end.wasLive) ? FIRST_RETRY_MS : RETRY_MS + Math.random() * RETRY_JITTER_MS;
    this.#retry(delayMs, transportOf(destination).away.includes(end.why));
  }

  #goOnFrom(attempt: PublishAttempt): void {
    if (this.#attempt === attempt) this.#attempt = null;
    if (this.#wanted && !this.#attempt && !this.#cancelRetry) this.#retry(RETRY_MS, false);
  }

  /** A better reason than what the connection itself could tell. */
  async #lookBetween(end: { why: PublishFailure; tech: string }, told: Reason): Promise<void> {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - this.#networkLookedMs < NETWORK_LOOK_MS) return;
    this.#networkLookedMs = nowMs;
    const { destination } = this.#options;
    this.#between = await lookBetween(end.why, destination);
    if (this.#between === null || this.#reason !== told) return;
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
    const look = async () => {
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
        this.#networkLookedMs = Number.NEGATIVE_INFINITY;
        this.#between = null;
      }
      if (leftMs <= 0 || hasChanged) this.#begin();
      else if (leftMs <= LOOK_MS) this.#cancelRetry = clock.after(leftMs, wait);
      else this.#cancelRetry = clock.after(LOOK_MS, () => inBackground(look(), wait));
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
} as const satisfies Record<Exclude<Level, 'full'>, string>;
