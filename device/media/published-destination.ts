/** Publishes one destination while that is wanted, and reads it back as viewers get it. */
import type { Destination } from '../settings/settings-schema.ts';
import type { Demand } from './publisher/paced-feed.ts';
import { Publisher, type PublisherOptions, type PublisherStatus } from './publisher/publisher.ts';
import { ReadBack, type ReadBackStatus } from './read-back/read-back.ts';
import type { Workers } from './worker/worker-pool.ts';

export type DestinationStatus = PublisherStatus & ReadBackStatus;

export interface PublishedDestinationOptions extends Omit<PublisherOptions, 'onSent'> {
  /** Workers to read segments back with: nobody waits for those. */
  workers: Workers;
}

export class PublishedDestination {
  readonly destination: Destination;
  readonly #publisher: Publisher;
  readonly #readBack: ReadBack;
  #wanted = false;

  constructor(options: PublishedDestinationOptions) {
    const { clock, logger, destination, workers, limits, onChange } = options;
    this.destination = destination;
    this.#readBack = new ReadBack({
      clock,
      logger,
      destination,
      workers,
      stream: () => {
        const { hasPicture, fullKbps } = limits();
        return { level: this.#publisher.status.level, hasPicture, kbps: fullKbps };
      },
      onChange,
    });
    this.#publisher = new Publisher({
      ...options,
      onSent: (tag, capturedMs) => this.#readBack.sent(tag, capturedMs),
      onChange: () => {
        if (this.#wanted) this.#readBack.follow(this.#publisher.status.phase);
        onChange();
      },
    });
  }

  /** The connection's trouble precedes what viewers see, which follows from it. */
  get status(): DestinationStatus {
    const publisher = this.#publisher.status;
    const readBack = this.#readBack.status;
    const reason = publisher.phase === 'live' ? (readBack.reason ?? publisher.reason) : publisher.reason;
    return { ...publisher, ...readBack, reason };
  }

  get demand(): Demand {
    return this.#publisher.demand;
  }

  /** A reading of the sound that is sent. */
  heard(rmsDb: number): void {
    if (this.#wanted) this.#readBack.heard(rmsDb);
  }

  ensureStarted(): void {
    this.#wanted = true;
    this.#publisher.ensureStarted();
  }

  /** See `Publisher`. */
  async renew(): Promise<void> {
    await this.#publisher.renew();
  }

  /** Resolves when the server has been notified and nothing is left. */
  async ensureStopped(): Promise<void> {
    this.#wanted = false;
    this.#readBack.follow('off');
    await Promise.all([this.#publisher.ensureStopped(), this.#readBack.close()]);
  }
}
