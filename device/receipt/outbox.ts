/** Receipts that wait to be sent: one entry for each message and recipient, to the receipt's channels as targets. */
import { Deliveries } from '../delivery/deliveries.ts';
import { DiskQueue, type QueueEntry } from '../delivery/disk-queue.ts';
import type { Outcome, Target } from '../delivery/target.ts';
import type { UplinkBudget } from '../net/uplink-budget.ts';
import type { Clock } from '../platform/clock.ts';
import type { Logger } from '../platform/logger.ts';
import { because, type Reason, type ReasonCode } from '../reason.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { channels } from './channels/channels.ts';
import { CHANNELS, type ChannelName, type Message } from './message.ts';

const DAY_MS = 24 * 3600 * 1000;
/** A message is some kilobytes. */
const LIMITS = { oldestMs: 30 * DAY_MS, mostEntries: 200 };
/** The first failure is often over before anybody could read of it. */
const REPORTED_AFTER_FAILURES = 2;
const VERSION = 1;
const OF_ONE_MESSAGE = new Set<ReasonCode>(['receiptRecipientRefused', 'receiptRefused']);

export interface OutboxEntry extends QueueEntry {
  version: typeof VERSION;
  /** The talk's. */
  recording: string;
  channel: ChannelName;
  recipient: string;
  message: Message;
}

export interface OutboxOptions {
  clock: Clock;
  logger: Logger;
  folder: string;
  settings(): Settings['receipt'];
  uplink: UplinkBudget;
  isClockTrusted(): boolean;
  onChange(): void;
}

export interface Waiting {
  recording: string;
  channel: ChannelName;
  recipient: string;
  failures: number;
  /** Reason of the newest try. */
  reason: Reason | null;
}

export class Outbox {
  readonly #options: OutboxOptions;
  readonly #queue: DiskQueue<OutboxEntry>;
  readonly #deliveries: Deliveries<OutboxEntry>;
  #givenUp = 0;

  constructor(options: OutboxOptions) {
    this.#options = options;
    const { clock, folder, uplink, isClockTrusted, onChange } = options;
    this.#queue = new DiskQueue({ folder, isSound });
    this.#deliveries = new Deliveries({
      clock,
      queue: this.#queue,
      targets: Object.fromEntries(CHANNELS.map((name) => [name, this.#target(name)])),
      targetOf: ({ channel }) => channel,
      uplink,
      traffic: 'message',
      limits: LIMITS,
      isClockTrusted,
      onOutcome: (entry, outcome, stayed) => this.#log(entry, outcome, stayed),
      onDropped: (entry, why) => this.#dropped(entry, why),
      onChange,
    });
  }

  /** Oldest first. */
  get entries(): readonly OutboxEntry[] {
    return this.#queue.entries;
  }

  /** @param unfinished talks whose messages are about to be written again. Returns how many files were damaged, and set aside. */
  load(unfinished: ReadonlySet<string>): Promise<number> {
    return this.#queue.load(({ recording }) => unfinished.has(recording));
  }

  start(): void {
    this.#deliveries.start();
  }

  /** See `Deliveries`. */
  async stop(): Promise<void> {
    await this.#deliveries.stop();
  }

  /** On the disk; it does not go yet. @throws when the disk does not take it */
  async write(entry: OutboxEntry): Promise<void> {
    await this.#queue.write(entry);
  }

  /** They may go from now on. */
  admit(entries: readonly OutboxEntry[]): void {
    for (const entry of entries) this.#queue.admit(entry);
    this.#deliveries.wake();
  }

  /** Settings have changed: what was refused may go now. */
  retryNow(): void {
    this.#deliveries.retryNow();
  }

  /** Resolves when no try is under way. */
  async settled(): Promise<void> {
    await this.#deliveries.settled();
  }

  get waiting(): Waiting[] {
    return this.#deliveries.waiting.map(({ entry: { recording, channel, recipient }, failures, reason }) => ({
      recording,
      channel,
      recipient,
      failures,
      reason,
    }));
  }

  /** Reasons that keep messages from going, each once. */
  get troubles(): Reason[] {
    const reported = this.waiting.filter(({ failures }) => failures >= REPORTED_AFTER_FAILURES);
    const reasons = new Map(reported.flatMap(({ reason }) => (reason ? [[reason.code, reason] as const] : [])));
    const givenUp =
      this.#givenUp > 0 ? [because('receiptGivenUp', 'too old or too many', { count: this.#givenUp })] : [];
    return [...reasons.values(), ...givenUp];
  }

  #target(name: ChannelName): Target<OutboxEntry> {
    const channel = channels[name];
    const { settings } = this.#options;
    return {
      isWanted: ({ recipient }) => channel.recipients(settings()).includes(recipient),
      async deliver({ message, recipient }, context) {
        const reason = await channel.send(message, recipient, settings(), context);
        return reason && { reason, concerns: OF_ONE_MESSAGE.has(reason.code) ? 'entry' : 'target' };
      },
    };
  }

  #dropped({ recording, channel }: OutboxEntry, why: 'givenUp' | 'unwanted'): void {
    if (why === 'givenUp') this.#givenUp++;
    const said = why === 'givenUp' ? 'receipt given up' : 'receipt dropped: its recipient is gone';
    this.#options.logger.warn({ recording, channel }, said);
  }

  #log({ recording, channel }: OutboxEntry, outcome: Outcome, stayed: Error | null): void {
    const { logger } = this.#options;
    if (outcome) {
      const { code, tech } = outcome.reason;
      logger.warn({ recording, channel, code, tech }, 'receipt not sent yet');
      return;
    }
    logger.info({ recording, channel }, 'receipt sent');
    if (stayed) logger.error({ recording, channel, tech: stayed.message }, 'a receipt that was sent stays on the disk');
  }
}

function isSound({ version, id, recording, channel, recipient, message }: Partial<OutboxEntry>): boolean {
  return (
    version === VERSION &&
    typeof recording === 'string' &&
    CHANNELS.some((name) => name === channel) &&
    typeof recipient === 'string' &&
    message?.id === id &&
    typeof message?.subject === 'string' &&
    typeof message.text === 'string' &&
    typeof message.json === 'object'
  );
}
