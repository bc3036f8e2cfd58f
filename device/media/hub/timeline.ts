/**
 * One timeline of many sources. All tracks (sound and picture, each in its renditions) share one clock and one offset,
 * so their distance stays as in the sources, whichever of them is replaced. When all are replaced, or their clock
 * jumps, the box's own clock gives the distance.
 */
import type { Clock } from '../../platform/clock.ts';

/**
 * A longer step forward is a jump of the source's clock, not a pause. Sound comes every 21 ms and the slowest camera
 * allowed every 200 ms, so a true pause of 10 s is a source that was frozen; the clock then gives the same answer.
 */
const MAX_FORWARD_MS = 10_000;

/**
 * A longer step backward is a restart. Below it: sound and picture that arrive out of order, by what each encoder and
 * each queue holds (300 ms at the extremes). Above it: a source that restarts at 0 after a second of life.
 */
const MAX_BACKWARD_MS = 1_000;

export class Timeline {
  readonly #clock: Clock;
  /** The clock's time at the beginning of the timeline. */
  #zeroMs: number | null = null;
  #offsetMs = 0;
  #newestMs = Number.NEGATIVE_INFINITY;
  /** Earliest time of a frame: earlier ones were sent before the offset was last chosen. */
  #floorMs = Number.NEGATIVE_INFINITY;
  /** Newest source time of each track under this offset, counted on past 2^32. */
  readonly #lastMs = new Map<string, number>();
  /** Newest time given to each track. */
  readonly #givenMs = new Map<string, number>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Notes that another source follows in this track; one that keeps the others' time continues with it. */
  restart(track: string): void {
    this.#lastMs.delete(track);
  }

  /** The hub's time for a frame, in whole milliseconds. */
  place(track: string, sourceMs: number): number {
    // Each track is measured against itself, so that a lasting distance between two is never taken for a jump.
    const last = this.#lastMs.get(track) ?? this.#newestLast();
    // A signed 32-bit difference makes the wrap after 49.7 days a small step like any other.
    const stepMs = last === null ? null : (sourceMs - last) | 0;
    const goesOn = last !== null && stepMs !== null && stepMs >= -MAX_BACKWARD_MS && stepMs <= MAX_FORWARD_MS;
    if (!goesOn) this.#anchor(sourceMs);
    const unwrappedMs = goesOn ? last + stepMs : sourceMs;
    this.#lastMs.set(track, Math.max(this.#lastMs.get(track) ?? unwrappedMs, unwrappedMs));

    // Another track may start a little earlier than the frame that chose the offset: make room for both.
    this.#offsetMs = Math.max(this.#offsetMs, this.#floorMs - unwrappedMs);
    // Pictures that came late have one time too; players and MP4 want each to have its own.
    const hubMs = Math.max(unwrappedMs + this.#offsetMs, (this.#givenMs.get(track) ?? Number.NEGATIVE_INFINITY) + 1);
    this.#givenMs.set(track, hubMs);
    this.#newestMs = Math.max(this.#newestMs, hubMs);
    return hubMs;
  }

  /** Places this frame at the clock's distance from the first one, and after all that was sent. */
  #anchor(sourceMs: number): void {
    const nowMs = this.#clock.monotonicMs();
    this.#zeroMs ??= nowMs;
    this.#floorMs = this.#newestMs + 1;
    this.#offsetMs = Math.max(Math.round(nowMs - this.#zeroMs), this.#floorMs) - sourceMs;
    this.#lastMs.clear();
  }

  #newestLast(): number | null {
    return this.#lastMs.size === 0 ? null : Math.max(...this.#lastMs.values());
  }
}
