/** The media playlist of the room's viewers, and the segments still worth keeping. Pure. */

export interface Segment {
  /** Names its file, and only grows: a player that stays through a new worker takes nothing for old. */
  sequence: number;
  seconds: number;
  /** Counts the restarts of timestamps. */
  discontinuity: number;
}

/** 12 s with keyframes each 2 s: a player keeps three segments behind live and rides over a hiccup of as much again. */
const LISTED = 6;

/**
 * Segments that a worker may have made before it ended, and a busy service has not heard of. They are half a second
 * long at the least, so these are 5 s of delay.
 */
const UNREPORTED = 10;

interface Kept extends Segment {
  /** Length of the longest playlist that has named it. */
  listedSeconds: number;
  /** Total length made when it left the playlist; null while it is in it. */
  leftAtSeconds: number | null;
}

/** Error of a sum of decimal lengths. */
const ROUNDING_SECONDS = 1e-6;

export class SegmentList {
  #segments: Kept[] = [];
  #madeSeconds = 0;
  #next: number;
  #discontinuity: number;
  /** The next segment comes from another worker than the last. */
  #isDiscontinuous = false;

  /** `first`: above all that an earlier process of this machine has used, such as its seconds since the boot. */
  constructor(first: number) {
    this.#next = first;
    this.#discontinuity = first;
  }

  /** Sequence of the segment that comes next: the one being written. */
  get next(): number {
    return this.#next;
  }

  get isEmpty(): boolean {
    return this.#segments.length === 0;
  }

  has(sequence: number): boolean {
    return this.#segments.some((segment) => segment.sequence === sequence);
  }

  /** Notes that the next timestamps do not continue the last. */
  beginDiscontinuity(): void {
    this.#isDiscontinuous = true;
  }

  /** Returns the sequences that need not be kept any more. */
  add(seconds: number): number[] {
    if (this.#isDiscontinuous) this.#discontinuity++;
    this.#isDiscontinuous = false;
    this.#madeSeconds += seconds;
    const own = { sequence: this.#next++, seconds, discontinuity: this.#discontinuity };
    this.#segments.push({ ...own, listedSeconds: 0, leftAtSeconds: null });
    const listed = this.#segments.slice(-LISTED);
    const listedSeconds = listed.reduce((sum, segment) => sum + segment.seconds, 0);
    for (const segment of listed) segment.listedSeconds = Math.max(segment.listedSeconds, listedSeconds);
    for (const segment of this.#segments.slice(0, -LISTED)) segment.leftAtSeconds ??= this.#madeSeconds;
    const old = this.#segments.filter((segment) => this.#isOver(segment));
    this.#segments = this.#segments.filter((segment) => !old.includes(segment));
    return old.map(({ sequence }) => sequence);
  }

  /**
   * True after its own length and that of its longest playlist (RFC 8216, 6.2.2), for players that have read an older
   * one.
   */
  #isOver({ seconds, listedSeconds, leftAtSeconds }: Kept): boolean {
    // The time passed is at least the length made: a worker that starts again makes nothing meanwhile.
    return leftAtSeconds !== null && this.#madeSeconds - leftAtSeconds > seconds + listedSeconds - ROUNDING_SECONDS;
  }

  /** Forgets all; returns the kept sequences, and those that the ended worker may have written besides. */
  clear(): number[] {
    const kept = this.#segments.map(({ sequence }) => sequence);
    const unreported = Array.from({ length: UNREPORTED }, (_, at) => this.#next + at);
    this.#segments = [];
    this.#next += UNREPORTED;
    return [...kept, ...unreported];
  }

  /** The playlist of RFC 8216, with file names as addresses. `keyframeSeconds`: intended length of segments. */
  playlist(keyframeSeconds: number): string {
    const listed = this.#segments.slice(-LISTED);
    const longest = Math.max(1, keyframeSeconds, ...listed.map(({ seconds }) => seconds));
    return [
      '#EXTM3U',
      '#EXT-X-VERSION:3',
      `#EXT-X-TARGETDURATION:${Math.round(longest)}`,
      `#EXT-X-MEDIA-SEQUENCE:${listed[0]?.sequence ?? this.#next}`,
      `#EXT-X-DISCONTINUITY-SEQUENCE:${listed[0]?.discontinuity ?? this.#discontinuity}`,
      ...listed.flatMap(({ sequence, seconds, discontinuity }, index) => [
        ...(discontinuity === (listed[index - 1]?.discontinuity ?? discontinuity) ? [] : ['#EXT-X-DISCONTINUITY']),
        `#EXTINF:${seconds.toFixed(3)},`,
        `${sequence}.ts`,
      ]),
      '',
    ].join('\n');
  }
}
