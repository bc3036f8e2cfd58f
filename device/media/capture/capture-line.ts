/** Keeps one track, or two from one file, captured from attempt to attempt, while that is wanted. */

import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import { backoffMs } from '../../supervise/backoff.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import type { CaptureAttempt } from './capture-attempt.ts';
import { type CaptureEnd, type CaptureFailure, tooShort } from './capture-end.ts';
import type { CaptureSpec } from './capture-pipeline.ts';

/**
 * The first retry is at once, as most ends are a pulled cable or a killed process. Later ones are slower, for a broken
 * device: a process each 2 s loads below everything that works. A device that gave frames for some seconds was not
 * broken.
 */
const RETRY = { firstMs: 100, longestMs: 2000, goodLifeMs: 3000 };
/** A file that is over sooner cannot be played again and again: each time costs a process. */
const SHORTEST_FILE_MS = 1000;

export interface CaptureLineOptions {
  clock: Clock;
  tracks: readonly MediaKind[];
  /** Specification of a capture now; null when it cannot be encoded. */
  spec(): Promise<CaptureSpec | null>;
  /** Resolves when other parts of the box that had these devices open have let go of them. */
  releaseDevices(spec: CaptureSpec): Promise<void>;
  start(spec: CaptureSpec): CaptureAttempt;
  /** An attempt ended unasked. True: its device is to blame, and the next attempt does without it. */
  onFailed(end: CaptureFailure, spec: CaptureSpec, livedMs: number): boolean;
  /** Nothing is open any more. */
  onClosed(): void;
  onChange(): void;
}

export class CaptureLine {
  readonly tracks: readonly MediaKind[];
  readonly #options: CaptureLineOptions;
  #target = { run: false, encode: false };
  #attempt: CaptureAttempt | null = null;
  #attemptEncodes = false;
  /** True from the decision to start until the attempt exists, and while one is being stopped. */
  #busy = false;
  #closed = false;
  #failures = 0;
  #cancelRetry: (() => void) | null = null;

  constructor(options: CaptureLineOptions) {
    this.#options = options;
    this.tracks = options.tracks;
  }

  get attempt(): CaptureAttempt | null {
    return this.#attempt;
  }

  ensure(target: { run: boolean; encode: boolean }): void {
    this.#target = target;
    this.#reconcile();
  }

  /** Restarts with the current facts. */
  restart(): void {
    this.#failures = 0;
    this.#letEnd();
  }

  async close(): Promise<void> {
    this.#closed = true;
    this.#cancelRetry?.();
    await this.#attempt?.stop();
  }

  #reconcile(): void {
    if (this.#closed || this.#busy) return;
    const { run, encode } = this.#target;
    if (!run) {
      this.#cancelRetry?.();
      this.#cancelRetry = null;
    }
    if (this.#attempt) {
      // An attempt encodes once: frames encoded for one session must not be the first picture of the next.
      if (!run || (this.#attemptEncodes && !encode)) this.#letEnd();
      else if (encode && !this.#attemptEncodes) {
        this.#attemptEncodes = true;
        this.#attempt.ensureEncoding();
      }
    } else if (run && !this.#cancelRetry) inBackground(this.#begin(), () => this.#stumble());
  }

  #letEnd(): void {
    inBackground(this.#endAttempt(), () => this.#stumble());
  }

  /** Handles a fault of the box itself: the next attempt may go well. */
  #stumble(): void {
    this.#busy = false;
    this.#attempt = null;
    this.#failures++;
    this.#retryLater();
  }

  async #endAttempt(): Promise<void> {
    if (!this.#attempt || this.#busy) return;
    this.#busy = true;
    await this.#attempt.stop();
    this.#busy = false;
    this.#reconcile();
  }

  async #begin(): Promise<void> {
    const { clock, spec: makeSpec, releaseDevices, start, onClosed, onChange } = this.#options;
    this.#busy = true;
    const spec = await makeSpec();
    if (spec) await releaseDevices(spec);
    this.#busy = false;
    if (this.#closed || !this.#target.run) {
      onClosed();
      return;
    }
    if (spec === null) {
      this.#failures++;
      this.#retryLater();
      return;
    }
    const startedMs = clock.monotonicMs();
    this.#attemptEncodes = this.#target.encode;
    this.#attempt = start({ ...spec, encode: this.#attemptEncodes });
    onChange();
    const end = await this.#attempt.ended;
    this.#attempt = null;
    onClosed();
    this.#afterEnd(end, spec, clock.monotonicMs() - startedMs);
  }

  #afterEnd(end: CaptureEnd, spec: CaptureSpec, livedMs: number): void {
    const isOver = end.why === 'ranOut' && livedMs >= SHORTEST_FILE_MS;
    if (end.why === 'stopped' || isOver) this.#failures = 0;
    else {
      this.#failures = livedMs >= RETRY.goodLifeMs ? 1 : this.#failures + 1;
      const failure = end.why === 'ranOut' ? tooShort(end.tech, spec.video) : end;
      const isDevice = this.#options.onFailed(failure, spec, livedMs);
      if (!isDevice && this.#failures > 1) this.#retryLater();
    }
    this.#options.onChange();
    this.#reconcile();
  }

  #retryLater(): void {
    this.#cancelRetry ??= this.#options.clock.after(backoffMs(RETRY, Math.max(1, this.#failures)), () => {
      this.#cancelRetry = null;
      this.#reconcile();
    });
    this.#options.onChange();
  }
}
