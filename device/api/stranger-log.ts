/**
 * Requests of strangers are logged as one line a minute for each address, with the number of each kind. Otherwise
 * anyone could fill the log and push out of it what the technician looks for.
 */
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../platform/clock.ts';

const MINUTE_MS = 60_000;
/** This many addresses have lines of their own. All others share one line. */
const ADDRESSES_MAXIMUM = 32;
const OTHERS = 'others';
/** Kinds are the box's own words: some dozens at most. */
const KINDS_MAXIMUM = 16;

interface Counted {
  sinceMs: number;
  kinds: Map<string, number>;
}

export interface StrangerLogOptions {
  clock: Pick<Clock, 'monotonicMs' | 'after'>;
  logger: Pick<FastifyBaseLogger, 'warn'>;
}

export class StrangerLog {
  readonly #options: StrangerLogOptions;
  readonly #addresses = new Map<string, Counted>();
  #cancel: (() => void) | null = null;

  constructor(options: StrangerLogOptions) {
    this.#options = options;
  }

  /**
   * The first event of an address is logged at once, the later ones of the minute at its end. `kind`: the box's own
   * words.
   */
  note(from: string, kind: string): void {
    const address = this.#addresses.has(from) || this.#addresses.size < ADDRESSES_MAXIMUM ? from : OTHERS;
    const known = this.#addresses.get(address);
    if (known) {
      const counted = known.kinds.has(kind) || known.kinds.size < KINDS_MAXIMUM ? kind : OTHERS;
      known.kinds.set(counted, (known.kinds.get(counted) ?? 0) + 1);
      return;
    }
    this.#addresses.set(address, { sinceMs: this.#options.clock.monotonicMs(), kinds: new Map() });
    this.#log(address, new Map([[kind, 1]]));
    this.#cancel ??= this.#options.clock.after(MINUTE_MS, () => this.#look());
  }

  stop(): void {
    this.#cancel?.();
    this.#cancel = null;
  }

  #look(): void {
    const nowMs = this.#options.clock.monotonicMs();
    for (const [address, counted] of this.#addresses) {
      if (nowMs - counted.sinceMs < MINUTE_MS) continue;
      if (counted.kinds.size === 0) this.#addresses.delete(address);
      else {
        this.#log(address, counted.kinds);
        this.#addresses.set(address, { sinceMs: nowMs, kinds: new Map() });
      }
    }
    const nextMs = Math.min(...[...this.#addresses.values()].map(({ sinceMs }) => sinceMs + MINUTE_MS - nowMs));
    this.#cancel = this.#addresses.size === 0 ? null : this.#options.clock.after(nextMs, () => this.#look());
  }

  #log(from: string, kinds: ReadonlyMap<string, number>): void {
    const count = [...kinds.values()].reduce((sum, one) => sum + one, 0);
    const what = [...kinds].map(([kind, times]) => (times === 1 ? kind : `${kind} (${times} times)`)).join(', ');
    this.#options.logger.warn({ from, count }, `from a stranger: ${what}`);
  }
}
