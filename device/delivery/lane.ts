/**
 * Entries to one target: one try after the other, oldest first. A failure that concerns one entry postpones that one; a
 * failure that concerns the target postpones all, so that a server that is away is not asked once for each.
 */
import type { Clock } from '../platform/clock.ts';
import { because, type Reason } from '../reason.ts';
import { type BackoffPolicy, backoffMs } from '../supervise/backoff.ts';
import type { QueueEntry } from './disk-queue.ts';
import type { Outcome, Undelivered } from './target.ts';

/** For ever, but not often: a person has to repair most of what lasts. */
const RETRY: BackoffPolicy = { firstMs: 10_000, longestMs: 600_000, goodLifeMs: 0 };

export interface LaneOptions<Entry extends QueueEntry> {
  clock: Clock;
  entries(): readonly Entry[];
  /** One try. */
  attempt(entry: Entry): Promise<Outcome>;
  /** The try is over. Resolves when what follows from it is written; then the next may begin. */
  onOutcome(entry: Entry, outcome: Outcome): Promise<void>;
  /** No try is under way any more. */
  onFree(): void;
}

interface Failure {
  failures: number;
  dueMs: number;
  reason: Reason;
}

export class Lane<Entry extends QueueEntry> {
  readonly #options: LaneOptions<Entry>;
  #ofTarget: Failure | null = null;
  readonly #ofEntry = new Map<string, Failure>();
  #running: Promise<void> | null = null;

  constructor(options: LaneOptions<Entry>) {
    this.#options = options;
  }

  /** Begins a try if one is due. Returns when another check is worth it; null: at the next event. */
  check(): number | null {
    if (this.#running) return null;
    const nowMs = this.#options.clock.monotonicMs();
    const entries = this.#options.entries();
    this.#forget(entries);
    if (entries.length === 0) return null;
    if (this.#ofTarget && this.#ofTarget.dueMs > nowMs) return this.#ofTarget.dueMs;
    const dueMs = (entry: Entry) => this.#ofEntry.get(entry.id)?.dueMs ?? 0;
    const next = entries.find((entry) => dueMs(entry) <= nowMs);
    if (!next) return Math.min(...entries.map(dueMs));
    this.#running = this.#try(next).finally(() => {
      this.#running = null;
      this.#options.onFree();
    });
    return null;
  }

  /** Lets what has failed go now: another network, other settings. */
  retryNow(): void {
    for (const failure of [this.#ofTarget, ...this.#ofEntry.values()]) if (failure) failure.dueMs = 0;
  }

  /** Failure of this entry, or of the target. */
  failureOf(id: string): { failures: number; reason: Reason } | null {
    return this.#ofEntry.get(id) ?? this.#ofTarget;
  }

  /** Resolves when no try is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  async #try(entry: Entry): Promise<void> {
    const fault = (error: Error): Undelivered => ({
      reason: because('insideFault', error.message),
      concerns: 'target',
    });
    const outcome = await this.#options.attempt(entry).catch(fault);
    if (outcome?.concerns === 'entry') {
      // The way itself is open.
      this.#ofTarget = null;
      this.#ofEntry.set(entry.id, this.#failure(this.#ofEntry.get(entry.id), outcome));
    } else {
      this.#ofTarget = outcome && this.#failure(this.#ofTarget, outcome);
      if (!outcome) this.#ofEntry.delete(entry.id);
    }
    await this.#options.onOutcome(entry, outcome);
  }

  /** Forgets what has left the queue. */
  #forget(entries: readonly Entry[]): void {
    if (this.#ofEntry.size === 0) return;
    const ids = new Set(entries.map(({ id }) => id));
    for (const id of this.#ofEntry.keys()) if (!ids.has(id)) this.#ofEntry.delete(id);
  }

  #failure(before: Failure | null | undefined, { reason }: Undelivered): Failure {
    const failures = (before?.failures ?? 0) + 1;
    return { failures, dueMs: this.#options.clock.monotonicMs() + backoffMs(RETRY, failures), reason };
  }
}
