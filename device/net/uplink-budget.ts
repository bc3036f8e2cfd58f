/** One budget for all traffic beside a talk: the talk's need of the link comes first. */
import type { Clock } from '../platform/clock.ts';
import type { Pace } from './request-body.ts';

export type Traffic =
  /** State of the box, for the server: small, and of use during a talk. */
  | 'report'
  /** News of a talk that is over, to people and programs: some kilobytes. */
  | 'message'
  /** Recordings: gigabytes. */
  | 'upload';

/** Need of the talk for the link. */
export interface UplinkNeed {
  /** Something is being published. */
  isOnAir: boolean;
  /** The link does not carry the picture. */
  isThin: boolean;
}

/** 12 kB each minute and never more than a quarter of 60 kb/s: a voice hardly notices. */
const THIN_BYTES_PER_SECOND = 2000;

/** Rate for all traffic together. Null: as fast as the link; 0: not now. Pure. */
export function allowedBytesPerSecond(traffic: Traffic, { isOnAir, isThin }: UplinkNeed): number | null {
  if (traffic === 'upload') return isOnAir ? 0 : null;
  return isThin ? THIN_BYTES_PER_SECOND : null;
}

export interface UplinkBudgetOptions {
  clock: Clock;
  need(): UplinkNeed;
}

export class UplinkBudget {
  readonly #options: UplinkBudgetOptions;
  /** When the last grant will be used up. */
  #freeMs = Number.NEGATIVE_INFINITY;
  readonly #waiting = new Set<() => void>();
  readonly #watchers = new Set<() => void>();

  constructor(options: UplinkBudgetOptions) {
    this.#options = options;
  }

  get isThin(): boolean {
    return this.#options.need().isThin;
  }

  /** True if a connection is worth making now. */
  mayBegin(traffic: Traffic): boolean {
    return allowedBytesPerSecond(traffic, this.#options.need()) !== 0;
  }

  /** Call when the need may have changed: waiting senders check again. */
  changed(): void {
    for (const check of [...this.#waiting, ...this.#watchers]) check();
  }

  /** Calls the listener at each change. The returned function ends it. */
  watch(listener: () => void): () => void {
    this.#watchers.add(listener);
    return () => this.#watchers.delete(listener);
  }

  /** Pace of one sender; an aborted sender waits no longer. */
  paceOf(traffic: Traffic, signal: AbortSignal): Pace {
    return async (bytes) => {
      for (let grant = this.#ask(traffic, bytes); grant !== 'granted'; grant = this.#ask(traffic, bytes)) {
        if (signal.aborted) throw new Error('given up');
        await this.#wait(grant, signal);
      }
    };
  }

  /** @returns how long to wait; null: until the need changes */
  #ask(traffic: Traffic, bytes: number): 'granted' | number | null {
    const allowed = allowedBytesPerSecond(traffic, this.#options.need());
    if (allowed === null) return 'granted';
    if (allowed === 0) return null;
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#freeMs > nowMs) return this.#freeMs - nowMs;
    this.#freeMs = nowMs + (bytes * 1000) / allowed;
    return 'granted';
  }

  #wait(ms: number | null, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const done = () => {
        cancel();
        this.#waiting.delete(done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const cancel = ms === null ? () => {} : this.#options.clock.after(ms, done);
      this.#waiting.add(done);
      signal.addEventListener('abort', done);
    });
  }
}
