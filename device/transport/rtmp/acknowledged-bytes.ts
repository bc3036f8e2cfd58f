/**
 * Measures how much of what was sent has arrived. A server that acknowledges often reports it itself, through whatever
 * lies between. For another server the kernel's send queue is read, which sees no farther than the next buffer on the
 * way.
 */
import type { LinkState } from '../transport.ts';

/**
 * Most servers acknowledge each 2.5 or 5 MB by default, too seldom to be of use; the shipped configuration has 8192.
 */
const OFTEN_BYTES = 65_536;

export class AcknowledgedBytes {
  #last = 0;
  /** The smallest step in which the server acknowledged. */
  #step = Number.POSITIVE_INFINITY;

  /** @param stats of `rtmp2sink`: `GstRtmpConnectionStats, …, out-bytes-total=(guint64)N, out-bytes-acked=(guint64)N;` */
  sample(stats: string, sendQueue: () => number | null): LinkState {
    const read = (name: string) => Number(new RegExp(`${name}=\\(guint64\\)(\\d+)`).exec(stats)?.[1] ?? 0);
    const [sent, acknowledged] = [read('out-bytes-total'), read('out-bytes-acked')];
    if (acknowledged > this.#last) this.#step = Math.min(this.#step, acknowledged - this.#last);
    this.#last = acknowledged;
    if (this.#step <= OFTEN_BYTES) return { sent, acknowledged, delivered: acknowledged, slackBytes: this.#step };
    return { sent, acknowledged, delivered: Math.max(0, sent - (sendQueue() ?? 0)), slackBytes: 0 };
  }
}
