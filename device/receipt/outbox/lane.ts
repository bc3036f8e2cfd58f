/**
 * The messages that go one way (all e-mail, for instance): one try after the other, oldest first. What concerns one message
 * postpones that one; what concerns the way postpones all, so that a server that is away is not asked once for each.
 */
import type { Clock } from '../../platform/clock.ts';
import { because, type Reason, type ReasonCode } from '../../reason.ts';
import { type BackoffPolicy, backoffMs } from '../../supervise/backoff.ts';
import type { OutboxEntry } from './outbox.ts';

/** For ever, but not often: a person has to repair most of what lasts. */
const RETRY: BackoffPolicy = { firstMs: 10_000, longestMs: 600_000, goodLifeMs: 0 };
const OF_ONE_MESSAGE = new Set<ReasonCode>(['receiptRecipientRefused', 'receiptRefused']);

export interface LaneOptions {
  clock: Clock;
  entries(): readonly OutboxEntry[];
  /** One try. */
  attempt(entry: OutboxEntry): Promise<Reason | null>;
  /** The try is over. Resolves when what follows from it is written. */
  onOutcome(entry: OutboxEntry, reason: Reason | null): Promise<void>;
}

interface Failure {
  failures: number;
  dueMs: number;
  reason: Reason;
}

export class Lane {
  readonly #options: LaneOptions;
  #ofAll: Failure | null = null;
  readonly #ofOne = new Map<string, Failure>();
  #running: Promise<void> | null = null;

  constructor(options: LaneOptions) {
    this.#options = options;
  }

  /** Begins a try if one is due. Call often. */
  look(): void {
    if (this.#running) return;
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#ofAll && this.#ofAll.dueMs > nowMs) return;
    const next = this.#options.entries().find(({ id }) => (this.#ofOne.get(id)?.dueMs ?? 0) <= nowMs);
    if (!next) return;
    this.#running = this.#try(next).finally(() => {
      this.#running = null;
    });
  }

  /** What has failed may go now: another network, other settings. */
  hurry(): void {
    for (const failure of [this.#ofAll, ...this.#ofOne.values()]) if (failure) failure.dueMs = 0;
  }

  /** Of this message, or of the way it goes. */
  failureOf(id: string): { failures: number; reason: Reason } | null {
    return this.#ofOne.get(id) ?? this.#ofAll;
  }

  /** Resolves when no try is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #try(entry: OutboxEntry): Promise<void> {
    const fault = (error: Error) => because('insideFault', error.message);
    const reason = await this.#options.attempt(entry).catch(fault);
    if (reason && OF_ONE_MESSAGE.has(reason.code)) {
      // The way itself is open.
      this.#ofAll = null;
      this.#ofOne.set(entry.id, this.#failure(this.#ofOne.get(entry.id), reason));
    } else {
      this.#ofAll = reason && this.#failure(this.#ofAll, reason);
      if (!reason) this.#ofOne.delete(entry.id);
    }
    await this.#options.onOutcome(entry, reason);
  }

  #failure(before: Failure | null | undefined, reason: Reason): Failure {
    const failures = (before?.failures ?? 0) + 1;
    return { failures, dueMs: this.#options.clock.monotonicMs() + backoffMs(RETRY, failures), reason };
  }
}
