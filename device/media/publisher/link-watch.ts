/**
 * In a publisher's worker: looks often at how much of what was sent the server has, and tells the service seldom while that
 * is nearly all. A look costs this process 0.1 ms; waking the service as often would cost the box a percent of a core.
 */
import type { LinkState } from '../../transport/transport.ts';
import { transportNamed } from '../../transport/transports.ts';
import type { FromWorker, LinkOrder } from '../worker/worker-protocol.ts';

/** Backlog is to be seen before it is a picture long: 50 ms at 2 Mb/s are 12 kB. */
const LOOK_EVERY_MS = 50;

export class LinkWatch {
  readonly #read: (stats: string, nowMs: number) => LinkState;
  readonly #tell: (news: FromWorker) => void;
  #order: LinkOrder;
  #toldMs = Number.NEGATIVE_INFINITY;
  #wasLoud = true;

  /** @param readStats `stats` of the sink */
  constructor(order: LinkOrder, readStats: () => string, tell: (news: FromWorker) => void) {
    this.#order = order;
    this.#read = transportNamed(order.transport).linkReader(order.port);
    this.#tell = tell;
    setInterval(() => this.#look(readStats()), LOOK_EVERY_MS);
  }

  change(order: LinkOrder): void {
    this.#order = order;
  }

  #look(stats: string): void {
    const nowMs = performance.now();
    const { everyMs, quietBytes } = this.#order;
    const state = this.#read(stats, nowMs);
    const isLoud = state.sent - state.delivered > quietBytes;
    // The first quiet look too: what waits for it may go on.
    if (!isLoud && !this.#wasLoud && nowMs - this.#toldMs < everyMs - LOOK_EVERY_MS / 2) return;
    this.#wasLoud = isLoud;
    this.#toldMs = nowMs;
    this.#tell({ type: 'link', ...state });
  }
}
