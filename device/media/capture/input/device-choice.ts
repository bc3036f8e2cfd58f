/** Chooses the source of one track by the settings and by what is plugged in, and a substitute while that fails. */
import type { Clock } from '../../../platform/clock.ts';
import { inBackground } from '../../../platform/in-background.ts';
import type { Reason } from '../../../reason.ts';
import { backoffMs } from '../../../supervise/backoff.ts';
import type { AudioSource, Chosen, VideoSource } from '../../source/source.ts';
import { isSameSource } from '../../source/source.ts';

/** A device that is there but does not deliver: each try costs up to 8 s of slate or silence. */
const FAILED_DEVICE = { firstMs: 15_000, longestMs: 600_000, goodLifeMs: 10_000 };

export interface DeviceChoiceOptions<Source> {
  clock: Clock;
  /** Chooses by the settings and by what is plugged in. */
  find(): Promise<Chosen<Source>>;
  /** The slate, or silence. */
  fallback: Source;
  /** Reason while another device is used than the one that was lost. */
  replaced?(lost: Chosen<Source>, used: Chosen<Source>): Reason;
  onChange(): void;
  /** A better device than the chosen one is there. */
  onBetterDevice(): void;
}

export class DeviceChoice<Source extends VideoSource | AudioSource> {
  readonly #options: DeviceChoiceOptions<Source>;
  #current: Chosen<Source> | null = null;
  /**
   * The current choice still holds, since nothing has happened that could change it. So a press need not read the bus.
   */
  #isKnown = false;
  /** Number of events that could have changed it. */
  #changes = 0;
  /** Source of the newest attempt. */
  #used: Chosen<Source> | null = null;
  #failed: { source: Source; reason: Reason } | null = null;
  /** Source in use when it failed. */
  #lost: Chosen<Source> | null = null;
  #failures = 0;
  #cancelRetry = () => {};

  constructor(options: DeviceChoiceOptions<Source>) {
    this.#options = options;
  }

  /** Null before the first choice. */
  get current(): Chosen<Source> | null {
    return this.#current;
  }

  /** The device is there, and does not work. */
  get isFailed(): boolean {
    return this.#current !== null && this.#current.reason !== null && this.#current.reason === this.#failed?.reason;
  }

  get isFallback(): boolean {
    return this.#current !== null && this.#isFallback(this.#current);
  }

  /** Chooses for an attempt that is about to begin. */
  async choose(): Promise<Chosen<Source>> {
    this.#used = await this.#find();
    return this.#used;
  }

  /**
   * The attempt ended by the fault of its source: another is taken, or a substitute until the source is tried again.
   */
  failed(reason: Reason, livedMs: number): void {
    if (this.#used && !this.#isFallback(this.#used)) {
      this.#lost ??= this.#used;
      this.#failed = { source: this.#used.source, reason };
    }
    this.tryAgainLater(livedMs);
  }

  /** Tries the last choice again, soon at first, then seldom. */
  tryAgainLater(livedMs: number): void {
    this.#outdate();
    this.#retryLater(livedMs);
  }

  #retryLater(livedMs: number): void {
    this.#failures = livedMs >= FAILED_DEVICE.goodLifeMs ? 1 : this.#failures + 1;
    this.#cancelRetry();
    this.#cancelRetry = this.#options.clock.after(backoffMs(FAILED_DEVICE, this.#failures), () => this.#tryAgain());
  }

  /** Devices were plugged in or out: a failed one may be another by now. */
  devicesChanged(): void {
    this.#failures = 0;
    this.#tryAgain();
  }

  /** A talk begins, and does not wait for a device lost in one before. */
  settle(): void {
    if (this.#lost) this.#outdate();
    this.#lost = null;
  }

  /** The settings have changed: earlier failures do not count. */
  forget(): void {
    this.#failures = 0;
    this.#failed = null;
    this.#lost = null;
    this.#outdate();
    this.#cancelRetry();
  }

  #tryAgain(): void {
    const used = this.#used;
    this.#failed = null;
    this.#outdate();
    const compare = (now: Chosen<Source>) => {
      this.#options.onChange();
      const isBack = this.#lost !== null && isSameSource(now.source, this.#lost.source);
      if (isBack) this.#lost = null;
      const isOther = used !== null && !isSameSource(used.source, now.source) && !this.#isFallback(now);
      if (used && isOther && (isBack || this.#isFallback(used))) this.#options.onBetterDevice();
    };
    inBackground(this.#find().then(compare));
  }

  #outdate(): void {
    this.#isKnown = false;
    this.#changes++;
  }

  async #find(): Promise<Chosen<Source>> {
    while (!this.#isKnown || !this.#current) {
      const changes = this.#changes;
      const found = await this.#options.find();
      // Asking a camera that hangs takes seconds, and this choice may not know what was plugged in or out meanwhile.
      if (changes !== this.#changes) continue;
      this.#current = this.#judged(found);
      this.#isKnown = true;
      // The camera may only seem so to a board that is too busy to read its formats, at its start above all.
      if (found.reason?.code === 'cameraUnsuitable') this.#retryLater(0);
    }
    return this.#current;
  }

  #judged(found: Chosen<Source>): Chosen<Source> {
    const { fallback, replaced } = this.#options;
    if (this.#failed && isSameSource(found.source, this.#failed.source))
      return { source: fallback, name: found.name, reason: this.#failed.reason };
    const isReplaced = this.#lost !== null && !isSameSource(found.source, this.#lost.source);
    if (this.#lost && isReplaced && replaced && !this.#isFallback(found) && found.reason === null)
      return { ...found, reason: replaced(this.#lost, found) };
    return found;
  }

  #isFallback({ source }: Chosen<Source>): boolean {
    return source.kind === this.#options.fallback.kind;
  }
}
