/**
 * Measures how much of what was sent has arrived. `srtsink` counts the bytes it has handed over and the
 * acknowledgements that came, but not what they acknowledge. That follows from the round trip: an acknowledgement
 * covers all that was sent one round trip before it. Lost packets keep acknowledgements from coming until they were
 * sent again.
 */
import type { LinkState } from '../transport.ts';

/** A receiver acknowledges each 10 ms, if there is anything new. */
const ACKNOWLEDGE_MS = 10;
/** Delay after which an acknowledgement is seen: the link is sampled each 50 ms. */
const SEEN_MS = 60;
/** Longer than the longest round trip that a talk can use, and than the wait for any stall. */
const KEPT_MS = 8000;

export class SrtLink {
  /** Bytes sent so far, with the time of each sample. */
  #history: { atMs: number; sent: number }[] = [];
  #acknowledgements = 0;
  #acknowledgedMs = Number.NEGATIVE_INFINITY;
  #delivered = 0;
  /** Round trip on an empty link. */
  #leastRttMs = Number.POSITIVE_INFINITY;

  /** @param stats `application/x-srt-statistics, …, packet-ack-received=(int)N, …, rtt-ms=(double)X, bytes-sent-total=(guint64)N;` */
  sample(stats: string, nowMs: number): LinkState {
    const read = (name: string) => Number(new RegExp(`[ ,]${name}=\\(\\w+\\)([\\d.]+)`).exec(stats)?.[1] ?? 0);
    const sent = read('bytes-sent-total');
    const acknowledgements = read('packet-ack-received');
    const rttMs = read('rtt-ms');
    this.#history.push({ atMs: nowMs, sent });
    while ((this.#history[1]?.atMs ?? nowMs) < nowMs - KEPT_MS) this.#history.shift();
    if (acknowledgements > this.#acknowledgements) {
      this.#acknowledgements = acknowledgements;
      this.#acknowledgedMs = nowMs;
      this.#leastRttMs = Math.min(this.#leastRttMs, rttMs);
      this.#delivered = Math.max(this.#delivered, this.#sentAt(nowMs - rttMs - ACKNOWLEDGE_MS));
    }
    return { sent, acknowledged: this.#delivered, delivered: this.#delivered, slackBytes: this.#slackBytes };
  }

  /**
   * Bytes that the last acknowledgement may also have covered: it came between the sample before and the one that saw
   * it.
   */
  get #slackBytes(): number {
    if (this.#acknowledgements === 0) return 0;
    const untilMs = this.#acknowledgedMs;
    const least = this.#sentAt(untilMs - this.#leastRttMs - ACKNOWLEDGE_MS - SEEN_MS);
    return this.#sentAt(untilMs) - least;
  }

  #sentAt(atMs: number): number {
    let at = this.#history.length - 1;
    while (at >= 0 && (this.#history[at]?.atMs ?? 0) > atMs) at--;
    return this.#history[at]?.sent ?? 0;
  }
}
