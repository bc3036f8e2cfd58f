/**
 * How much of what was sent has arrived. `srtsink` counts the bytes it has handed over and the acknowledgements that came, but
 * not what they acknowledge: that follows from the round trip, since an acknowledgement tells of all that was sent one round
 * trip before it. What is lost keeps acknowledgements from coming until it was sent again.
 */
import type { LinkState } from '../transport.ts';

/** A receiver acknowledges each 10 ms, if there is anything new. */
const ACKNOWLEDGE_MS = 10;
/** The link is looked at each 50 ms: so much later than it came is an acknowledgement seen. */
const SEEN_MS = 60;
/** Longer than the longest round trip that a talk can go over, and than any stall is waited for. */
const KEPT_MS = 8000;

export class SrtLink {
  /** What had been sent when. */
  #history: { atMs: number; sent: number }[] = [];
  #acknowledgements = 0;
  #acknowledgedMs = Number.NEGATIVE_INFINITY;
  #delivered = 0;
  /** On an empty link. */
  #leastRttMs = Number.POSITIVE_INFINITY;

  /** @param stats `application/x-srt-statistics, …, packet-ack-received=(int)N, …, rtt-ms=(double)X, bytes-sent-total=(guint64)N;` */
  look(stats: string, nowMs: number): LinkState {
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

  /** What the last acknowledgement may have told of as well, came it when it was looked for or right after the look before. */
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
