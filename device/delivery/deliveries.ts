/** Delivers what waits in the queue, however long it takes, and gives up only what is too old or too much. */
import type { Traffic, UplinkBudget } from '../net/uplink-budget.ts';
import type { Clock } from '../platform/clock.ts';
import { ownAddresses } from '../platform/own-addresses.ts';
import type { Reason } from '../reason.ts';
import type { DiskQueue, QueueEntry } from './disk-queue.ts';
import { Lane } from './lane.ts';
import type { Outcome, Target } from './target.ts';

/** Without a network that sets the clock, a server of the house may be all there is. */
const CLOCK_PATIENCE_MS = 600_000;
/** The clock is polled: nothing reports that it has been set. */
const CLOCK_POLL_MS = 1000;
/** Addresses are polled while something waits for another network: nothing reports that either. */
const ADDRESS_POLL_MS = 5000;

export interface DeliveriesOptions<Entry extends QueueEntry> {
  clock: Clock;
  queue: DiskQueue<Entry>;
  /** By name; each has a lane of its own, and waits for no other. */
  targets: Readonly<Record<string, Target<Entry>>>;
  /** The name of its target. */
  targetOf(entry: Entry): string;
  uplink: UplinkBudget;
  traffic: Traffic;
  /** Beyond these it is given up. */
  limits: { oldestMs: number; mostEntries: number };
  /** Certificates and dates need the right time. */
  isClockTrusted(): boolean;
  /** After each try, when what follows is on the disk. `stayed`: taken, and still on the disk, for this reason. */
  onOutcome(entry: Entry, outcome: Outcome, stayed: Error | null): void;
  /** It left the queue and was not taken. */
  onDropped(entry: Entry, why: 'givenUp' | 'unwanted'): void;
  onChange(): void;
}

export interface Waiting<Entry> {
  entry: Entry;
  failures: number;
  /** Reason of the newest try. */
  reason: Reason | null;
}

export class Deliveries<Entry extends QueueEntry> {
  readonly #options: DeliveriesOptions<Entry>;
  readonly #lanes: ReadonlyMap<string, Lane<Entry>>;
  readonly #ending = new AbortController();
  #startedMs = 0;
  #addresses = '';
  #cancel = () => {};
  #unwatch = () => {};
  #isStarted = false;
  /** A talk needs the link. */
  #isHeldBack = false;
  #dropping: Promise<unknown> = Promise.resolve();

  constructor(options: DeliveriesOptions<Entry>) {
    this.#options = options;
    this.#lanes = new Map(Object.entries(options.targets).map(([name, target]) => [name, this.#lane(name, target)]));
  }

  start(): void {
    const { clock, uplink } = this.#options;
    this.#startedMs = clock.monotonicMs();
    this.#isStarted = true;
    this.#addresses = ownAddresses();
    this.#unwatch = uplink.watch(() => {
      if (this.#isHeldBack) this.wake();
    });
    this.wake();
  }

  /** Something has come into the queue. */
  wake(): void {
    if (!this.#isStarted || this.#ending.signal.aborted) return;
    this.#cancel();
    const pauseMs = this.#check();
    this.#cancel = pauseMs === null ? () => {} : this.#options.clock.after(pauseMs, () => this.wake());
  }

  /** Cuts off what is under way; it is sent again at the next start. */
  async stop(): Promise<void> {
    this.#cancel();
    this.#unwatch();
    this.#ending.abort();
    await this.settled();
  }

  /** Resolves when no try is under way. */
  async settled(): Promise<void> {
    await Promise.all([this.#dropping, ...[...this.#lanes.values()].map((lane) => lane.settled())]);
  }

  /** Settings have changed: what was refused may go now. */
  retryNow(): void {
    for (const lane of this.#lanes.values()) lane.retryNow();
    this.wake();
  }

  get waiting(): Waiting<Entry>[] {
    const { queue, targetOf } = this.#options;
    return queue.entries.map((entry) => {
      const { failures = 0, reason = null } = this.#lanes.get(targetOf(entry))?.failureOf(entry.id) ?? {};
      return { entry, failures, reason };
    });
  }

  /** @returns the time until the next check; null: at the next event */
  #check(): number | null {
    const { queue, clock, uplink, traffic } = this.#options;
    if (queue.entries.length === 0) return null;
    // Before a lane can take any of it.
    this.#drop();
    if (!this.#mayStart()) return CLOCK_POLL_MS;
    // Its watch says when the link is free.
    this.#isHeldBack = !uplink.mayBegin(traffic);
    if (this.#isHeldBack) return null;
    const addresses = ownAddresses();
    if (addresses !== this.#addresses) for (const lane of this.#lanes.values()) lane.retryNow();
    this.#addresses = addresses;
    const dueMs = [...this.#lanes.values()].flatMap((lane) => lane.check() ?? []);
    if (dueMs.length === 0) return null;
    return Math.max(0, Math.min(ADDRESS_POLL_MS, Math.min(...dueMs) - clock.monotonicMs()));
  }

  #mayStart(): boolean {
    const { clock, isClockTrusted } = this.#options;
    return isClockTrusted() || clock.monotonicMs() - this.#startedMs >= CLOCK_PATIENCE_MS;
  }

  #lane(name: string, target: Target<Entry>): Lane<Entry> {
    const { clock, queue, targetOf, uplink, traffic } = this.#options;
    const { signal } = this.#ending;
    return new Lane({
      clock,
      // To no other: what the settings say by now, such as a token, is not for who was named before.
      entries: () => queue.entries.filter((entry) => targetOf(entry) === name && target.isWanted(entry)),
      attempt: (entry) => target.deliver(entry, { signal, pace: uplink.paceOf(traffic, signal) }),
      onOutcome: (entry, outcome) => this.#afterTry(entry, outcome),
      onFree: () => this.wake(),
    });
  }

  /** Drops what is too old, too much, or for nobody that the settings still name. */
  #drop(): void {
    const { queue, clock, isClockTrusted, limits, targets, targetOf, onDropped, onChange } = this.#options;
    const nowMs = isClockTrusted() ? clock.wallMs() : null;
    const isOld = ({ queuedWallMs, clockTrusted }: Entry) =>
      nowMs !== null && clockTrusted && nowMs - queuedWallMs > limits.oldestMs;
    const tooMany = Math.max(0, queue.entries.length - limits.mostEntries);
    for (const [at, entry] of queue.entries.entries()) {
      const isWanted = targets[targetOf(entry)]?.isWanted(entry) === true;
      if (isWanted && at >= tooMany && !isOld(entry)) continue;
      onDropped(entry, isWanted ? 'givenUp' : 'unwanted');
      // An entry that stays on the disk is dropped once more after a restart.
      const removed = queue.remove(entry.id).catch(() => {});
      this.#dropping = Promise.all([this.#dropping, removed]);
      onChange();
    }
  }

  async #afterTry(entry: Entry, outcome: Outcome): Promise<void> {
    const { queue, onOutcome, onChange } = this.#options;
    if (this.#ending.signal.aborted && outcome) return;
    const stayed = outcome
      ? null
      : await queue.remove(entry.id).then(
          () => null,
          (error: Error) => error,
        );
    onOutcome(entry, outcome, stayed);
    onChange();
  }
}
