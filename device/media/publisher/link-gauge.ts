/**
 * Measures the link to a server from bytes written and bytes arrived: how late the oldest byte on its way is, how much
 * is on its way, and how fast it arrives. Pure; times are the service's monotonic clock.
 */
import type { LinkState } from '../../transport/transport.ts';
import type { LinkSample } from './adaptation.ts';

/**
 * Time over which the distance between bytes written and bytes counted by the connection is measured, again and again.
 * The size that a connection will count for a tag is a guess, some bytes wrong each time: 0.1 kB a second, 0.4 MB after
 * an hour. Bytes in the pipe make the distance larger for a moment, so the smallest of a short while is the true one;
 * over a long while it would be the oldest.
 */
const ANCHOR_OVER_MS = 1500;
/** Remaining error of that distance: less than a piece of sound. */
const UNSURE_BYTES = 200;
/** A longer route is believed at this pace; a queue that has grown is drained before. */
const BASE_RISES_MS_PER_S = 2;
const LONGEST_BASE_MS = 1000;
const KEPT_MS = 4000;
const RATE_OVER_MS = 1500;
/** A server acknowledges 8 kB at a time: over less than this, only its steps are seen. */
const LEAST_RATE_OVER_MS = 250;

export class LinkGauge {
  #written = 0;
  /** Total bytes written, with the time of each. */
  #marks: { bytes: number; atMs: number }[] = [];
  /** Distances from the bytes written to those counted by the connection. */
  #anchors: { atMs: number; distance: number }[] = [];
  #distance = 0;
  #state: LinkState = { sent: 0, acknowledged: 0, delivered: 0, slackBytes: 0 };
  #arrived: { atMs: number; bytes: number }[] = [];
  /** Time that a byte takes on an empty link. */
  #baseMs = LONGEST_BASE_MS;
  #hasBase = false;

  /** @param bytes as the connection is believed to count them */
  wrote(bytes: number, atMs: number): void {
    this.#written += bytes;
    this.#marks.push({ bytes: this.#written, atMs });
  }

  reported(state: LinkState, atMs: number): void {
    const hasMoved = state.delivered > this.#state.delivered;
    this.#state = state;
    // Before the connection all that was written waits in the pipe.
    if (state.sent > 0) this.#anchor(atMs);
    const sinceMs = atMs - (this.#arrived.at(-1)?.atMs ?? atMs);
    this.#arrived.push({ atMs, bytes: state.delivered });
    while ((this.#arrived[1]?.atMs ?? atMs) <= atMs - KEPT_MS) this.#arrived.shift();
    const newest = this.#forgetArrived();
    if (hasMoved && newest) this.#learnBase(atMs - newest.atMs, sinceMs);
  }

  /** @param heldMs how long a picture waits for room by now */
  sample(atMs: number, heldMs: number): LinkSample {
    const wayLateMs = this.lateMs(atMs);
    // While the oldest byte waits, the link is as busy as it can be; earlier rates say nothing about it.
    const overMs = wayLateMs > 0 ? Math.min(RATE_OVER_MS, Math.max(LEAST_RATE_OVER_MS, wayLateMs)) : RATE_OVER_MS;
    return {
      atMs,
      wayLateMs,
      // News of room comes no sooner than the report of what has arrived.
      lateMs: Math.max(wayLateMs, heldMs - this.baseMs),
      kbps: this.kbps(overMs, atMs),
      kbpsError: (this.#state.slackBytes * 8) / overMs,
      delivered: this.#state.delivered,
    };
  }

  /** Input of `windowBytes`. */
  link(atMs: number): { kbps: number; baseMs: number; slackBytes: number } {
    const { baseMs } = this;
    return { kbps: this.kbps(RATE_OVER_MS, atMs), baseMs, slackBytes: this.#state.slackBytes };
  }

  /** Delay of the oldest byte that has not arrived, beyond the time of a byte on an empty link. */
  lateMs(atMs: number): number {
    const oldest = this.#marks.find(({ bytes }) => bytes - this.#distance > this.#reach + UNSURE_BYTES);
    return oldest ? Math.max(0, atMs - oldest.atMs - this.baseMs) : 0;
  }

  /** Written and not known to have arrived. */
  get inFlightBytes(): number {
    return Math.max(0, this.#written - this.#distance - this.#state.delivered);
  }

  /** Time that a byte takes on an empty link; 0 until it is known. */
  get baseMs(): number {
    return this.#hasBase ? this.#baseMs : 0;
  }

  /** Rate of arrival over the last `overMs` (4000 at the most), in kb/s; 0 before two reports. */
  kbps(overMs: number, atMs: number): number {
    const newest = this.#arrived.at(-1);
    const first = this.#arrived.find((one) => one.atMs >= atMs - overMs && one !== newest) ?? this.#arrived.at(-2);
    if (!newest || !first || newest.atMs <= first.atMs) return 0;
    return ((newest.bytes - first.bytes) * 8) / (newest.atMs - first.atMs);
  }

  #anchor(atMs: number): void {
    this.#anchors.push({ atMs, distance: this.#written - this.#state.sent });
    while ((this.#anchors[0]?.atMs ?? atMs) < atMs - ANCHOR_OVER_MS) this.#anchors.shift();
    this.#distance = Math.min(...this.#anchors.map(({ distance }) => distance));
  }

  get #reach(): number {
    return this.#state.delivered + this.#state.slackBytes;
  }

  /** Returns the newest mark that has arrived. */
  #forgetArrived(): { bytes: number; atMs: number } | undefined {
    const left = this.#marks.findIndex(({ bytes }) => bytes - this.#distance > this.#state.delivered);
    return this.#marks.splice(0, left === -1 ? this.#marks.length : left).at(-1);
  }

  /** @param tookMs at the most: the bytes may have arrived before this report */
  #learnBase(tookMs: number, sinceMs: number): void {
    this.#hasBase = true;
    this.#baseMs = Math.min(tookMs, this.#baseMs + (sinceMs / 1000) * BASE_RISES_MS_PER_S, LONGEST_BASE_MS);
  }
}
