/** Sends what is in the outbox, for as long as it takes, and gives up only what is too old or too much. */
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { ownAddresses } from '../../platform/own-addresses.ts';
import { because, type Reason } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { channels } from '../channels/channels.ts';
import { Lane } from './lane.ts';
import { CHANNELS, type ChannelName } from './message.ts';
import type { Outbox, OutboxEntry } from './outbox.ts';

const LOOK_MS = 1000;
const DAY_MS = 24 * 3600 * 1000;
const OLDEST_MS = 30 * DAY_MS;
/** A message is some kilobytes. */
const MOST_ENTRIES = 200;
/** Without a network that sets the clock, a mail server of the house may be all there is. */
const CLOCK_PATIENCE_MS = 600_000;
/** The first failure is often over before anybody could read of it. */
const TOLD_AFTER_FAILURES = 2;

export interface SenderOptions {
  clock: Clock;
  logger: Logger;
  outbox: Outbox;
  settings(): Settings['receipt'];
  /** Certificates and dates of messages need the right time. */
  isClockTrusted(): boolean;
  onChange(): void;
}

export interface Waiting {
  recording: string;
  channel: ChannelName;
  recipient: string;
  failures: number;
  /** Of the newest try. */
  reason: Reason | null;
}

export class Sender {
  readonly #options: SenderOptions;
  readonly #lanes: Record<ChannelName, Lane>;
  readonly #ending = new AbortController();
  #startedMs = 0;
  #addresses = '';
  #givenUp = 0;
  /** Null while nothing waits: then nothing is looked at. */
  #cancel: (() => void) | null = null;
  #isStarted = false;

  constructor(options: SenderOptions) {
    this.#options = options;
    const lane = (channel: ChannelName) =>
      new Lane({
        clock: options.clock,
        // To no other: what the settings say by now, such as a token, is not for who was named before.
        entries: () => options.outbox.entries.filter((entry) => entry.channel === channel && this.#isWanted(entry)),
        attempt: ({ message, recipient }) =>
          channels[channel].send(message, recipient, options.settings(), this.#ending.signal),
        onOutcome: (entry, reason) => this.#afterTry(entry, reason),
      });
    this.#lanes = { webhook: lane('webhook'), email: lane('email'), matrix: lane('matrix') };
  }

  start(): void {
    this.#startedMs = this.#options.clock.monotonicMs();
    this.#isStarted = true;
    this.wake();
  }

  /** Something has come into the outbox. */
  wake(): void {
    if (!this.#isStarted || this.#cancel || this.#ending.signal.aborted) return;
    this.#addresses = ownAddresses();
    this.#look();
  }

  /** What is under way is cut off, and is sent again at the next start. */
  async stop(): Promise<void> {
    this.#cancel?.();
    this.#ending.abort();
    await this.settled();
  }

  /** Resolves when no try is under way. */
  async settled(): Promise<void> {
    await Promise.all(Object.values(this.#lanes).map((lane) => lane.settled()));
  }

  /** Settings have changed: what was refused may go now. */
  hurry(): void {
    for (const lane of Object.values(this.#lanes)) lane.hurry();
  }

  get waiting(): Waiting[] {
    return this.#options.outbox.entries.map(({ id, recording, channel, recipient }) => {
      const { failures = 0, reason = null } = this.#lanes[channel].failureOf(id) ?? {};
      return { recording, channel, recipient, failures, reason };
    });
  }

  /** What keeps messages from going, each once. */
  get troubles(): Reason[] {
    const told = this.waiting.filter(({ failures }) => failures >= TOLD_AFTER_FAILURES);
    const reasons = new Map(told.flatMap(({ reason }) => (reason ? [[reason.code, reason] as const] : [])));
    const givenUp =
      this.#givenUp > 0 ? [because('receiptGivenUp', 'too old or too many', { count: this.#givenUp })] : [];
    return [...reasons.values(), ...givenUp];
  }

  #look(): void {
    const addresses = ownAddresses();
    if (addresses !== this.#addresses) this.hurry();
    this.#addresses = addresses;
    inBackground(this.#clear());
    if (this.#mayStart()) for (const channel of CHANNELS) this.#lanes[channel].look();
    const isEmpty = this.#options.outbox.entries.length === 0;
    this.#cancel = isEmpty ? null : this.#options.clock.after(LOOK_MS, () => this.#look());
  }

  #mayStart(): boolean {
    const { clock, isClockTrusted } = this.#options;
    return isClockTrusted() || clock.monotonicMs() - this.#startedMs >= CLOCK_PATIENCE_MS;
  }

  #isWanted({ channel, recipient }: OutboxEntry): boolean {
    return channels[channel].recipients(this.#options.settings()).includes(recipient);
  }

  /** What is too old, too much, or for nobody that the settings still name. */
  async #clear(): Promise<void> {
    const { outbox, clock, isClockTrusted, logger } = this.#options;
    const nowMs = isClockTrusted() ? clock.wallMs() : null;
    const isOld = ({ queuedWallMs, clockTrusted }: OutboxEntry) =>
      nowMs !== null && clockTrusted && nowMs - queuedWallMs > OLDEST_MS;
    const tooMany = Math.max(0, outbox.entries.length - MOST_ENTRIES);
    for (const [at, entry] of outbox.entries.entries()) {
      const isWanted = this.#isWanted(entry);
      if (isWanted && at >= tooMany && !isOld(entry)) continue;
      if (isWanted) this.#givenUp++;
      await outbox.remove(entry.id);
      const { recording, channel } = entry;
      logger.warn({ recording, channel }, isWanted ? 'receipt given up' : 'receipt dropped: its recipient is gone');
      this.#options.onChange();
    }
  }

  async #afterTry(entry: OutboxEntry, reason: Reason | null): Promise<void> {
    const { outbox, logger, onChange } = this.#options;
    const { recording, channel } = entry;
    if (this.#ending.signal.aborted && reason) return;
    if (reason) logger.warn({ recording, channel, code: reason.code, tech: reason.tech }, 'receipt not sent yet');
    else {
      logger.info({ recording, channel }, 'receipt sent');
      await outbox.remove(entry.id).catch((error: Error) => {
        logger.error({ recording, channel, tech: error.message }, 'a receipt that was sent stays on the disk');
      });
    }
    onChange();
  }
}
