/**
 * One timeline out of many sources, each of which starts at about 0 and may jump. Sound and picture always share one
 * offset, so their distance stays what the source made it.
 */
import type { Clock } from '../../platform/clock.ts';
import type { HubFrame } from './hub-frame.ts';

/**
 * A longer step forward is a jump of the source's clock, not a pause. Sound comes every 21 ms and the slowest camera
 * allowed every 200 ms, so a true pause of 10 s is a source that was frozen; the clock then gives the same answer.
 */
const MAX_FORWARD_MS = 10_000;

/**
 * A longer step backward is a restart. Below it: sound and picture out of order at the muxer, by its latency (60 ms) and
 * a frame of each (200 ms + 43 ms at the extremes). Above it: a source that restarts at 0 after a second of life.
 */
const MAX_BACKWARD_MS = 1_000;

/** Sound as the capture makes it: AAC of 1024 samples at 48 kHz, one frame right after the other. */
const SOUND_FRAME_MS = 1024 / 48;
/** FLV times are whole milliseconds. */
const ROUNDING_MS = 2;

export class Timeline {
  readonly #clock: Clock;
  /** Where the timeline began, on the clock. */
  #zeroMs: number | null = null;
  #offsetMs = 0;
  #newestMs = Number.NEGATIVE_INFINITY;
  /** Nothing may land before this: it was sent before the offset was last chosen. */
  #floorMs = Number.NEGATIVE_INFINITY;
  /** Newest source time of each kind under this offset, counted on past 2^32. */
  #lastMs: Record<HubFrame['kind'], number | null> = { audio: null, video: null };
  /** Where the newest sound belongs, under this offset. */
  #soundMs: number | null = null;
  /** Newest time given to each kind. */
  readonly #givenMs = { audio: Number.NEGATIVE_INFINITY, video: Number.NEGATIVE_INFINITY };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** The next frame comes from another source. */
  restart(): void {
    this.#lastMs = { audio: null, video: null };
    this.#soundMs = null;
  }

  /** The hub's time for a frame, in whole milliseconds. */
  place(kind: HubFrame['kind'], sourceMs: number): number {
    // Each kind is measured against itself, so that a lasting distance between the two is never taken for a jump.
    const last = this.#lastMs[kind] ?? this.#lastMs[kind === 'audio' ? 'video' : 'audio'];
    // As a signed 32-bit difference, so that the wrap after 49.7 days is a small step like any other.
    const stepMs = last === null ? null : (sourceMs - last) | 0;
    const goesOn = last !== null && stepMs !== null && stepMs >= -MAX_BACKWARD_MS && stepMs <= MAX_FORWARD_MS;
    if (!goesOn) this.#anchor(sourceMs);
    const unwrappedMs = goesOn ? last + stepMs : sourceMs;
    const trueMs = kind === 'audio' ? this.#soundBelongs(unwrappedMs) : unwrappedMs;
    this.#lastMs[kind] = Math.max(this.#lastMs[kind] ?? unwrappedMs, unwrappedMs);

    // The other kind may start a little earlier than the frame that chose the offset: make room for both.
    this.#offsetMs = Math.max(this.#offsetMs, this.#floorMs - trueMs);
    // Pictures that came late have one time too; players and MP4 want each to have its own.
    const hubMs = Math.max(trueMs + this.#offsetMs, this.#givenMs[kind] + 1);
    this.#givenMs[kind] = hubMs;
    this.#newestMs = Math.max(this.#newestMs, hubMs);
    return hubMs;
  }

  /**
   * A capture that was held up gives late frames the time of the newest one before them (flvmux never goes back): sound
   * would pause and then stumble. It has no holes of its own, so each such frame belongs right after the one before.
   */
  #soundBelongs(unwrappedMs: number): number {
    const newestMs = Math.max(this.#lastMs.audio ?? 0, this.#lastMs.video ?? 0);
    const dueMs = this.#soundMs === null ? unwrappedMs : this.#soundMs + SOUND_FRAME_MS;
    const isHeldUp = unwrappedMs === newestMs && dueMs < unwrappedMs - ROUNDING_MS;
    this.#soundMs = isHeldUp ? dueMs : unwrappedMs;
    return Math.round(this.#soundMs);
  }

  /** This frame lands at the clock's distance from the first one, and after all that was sent. */
  #anchor(sourceMs: number): void {
    const nowMs = this.#clock.monotonicMs();
    this.#zeroMs ??= nowMs;
    this.#floorMs = this.#newestMs + 1;
    this.#offsetMs = Math.max(Math.round(nowMs - this.#zeroMs), this.#floorMs) - sourceMs;
    this.restart();
  }
}
