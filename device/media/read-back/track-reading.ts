/** Reads one media playlist back: whether it goes on, what its segments hold, how far behind it is. */
import type { Clock } from '../../platform/clock.ts';
import { because, type Reason } from '../../reason.ts';
import type { MediaPlaylist, Segment } from './playlist.ts';
import type { PlaylistFailure, PlaylistRead, PlaylistReader } from './playlist-reader.ts';
import {
  beginReadBack,
  type ReadBackEvent,
  type ReadBackState,
  seenNow,
  stepReadBack,
  type Verdict,
} from './read-back-state.ts';
import type { Part, SegmentCheck, SegmentResult } from './segment-check.ts';

export interface TrackOptions {
  clock: Clock;
  check: SegmentCheck;
  /** Values for sentences. */
  values(): { name: string; host: string };
  reasonOf(failure: PlaylistFailure): Reason;
  /** When the server began to take the stream. */
  sinceMs: number;
  /** A segment is known to hold the talk, before it is fully judged. */
  onProved(): void;
}

export class TrackReading {
  /** Content that viewers get from it. */
  part: Part = 'all';
  readonly #options: TrackOptions;
  #reader: PlaylistReader | null = null;
  #state: ReadBackState;
  #newest: Segment | null = null;
  /** The newest segment that was read, and when that began. */
  #checked: { name: string; atMs: number } | null = null;
  /** When the end of the last recognised segment was sent. */
  #anchor: { sequence: number; endMs: number } | null = null;
  #delaySeconds: number | null = null;
  /** Distances that players kept from the end, at the newest readings. */
  #holdBacks: number[] = [];

  constructor(options: TrackOptions) {
    this.#options = options;
    this.#state = beginReadBack(options.sinceMs);
  }

  get state(): ReadBackState {
    return this.#state;
  }

  /** Delay of a player at the usual distance from the end of the playlist; null: not known. */
  get delaySeconds(): number | null {
    return this.#delaySeconds;
  }

  /** When the last reading of a segment began. */
  get checkedMs(): number {
    return this.#checked?.atMs ?? Number.NEGATIVE_INFINITY;
  }

  /** There is a segment that was not read yet. */
  get hasNew(): boolean {
    return this.#newest !== null && this.#checked?.name !== nameOf(this.#newest);
  }

  /** A fault was found once, and is not believed yet. */
  get isDoubted(): boolean {
    const { unread, bad } = this.#state;
    return unread !== null || (bad !== null && bad.times < bad.believedAt);
  }

  /** @param isServed the server is known to be ready */
  verdict(isServed: boolean): Verdict {
    const values = this.#options.values();
    return seenNow(this.#state, this.#options.clock.monotonicMs(), {
      isServed,
      stalled: () => because('readBackStands', 'no new segment', values),
      old: (seconds) => because('readBackOld', `${seconds} s`, { ...values, seconds }),
    });
  }

  /** Sets where it is read from now on. */
  follow(part: Part, makeReader: (before: PlaylistReader | null) => PlaylistReader): void {
    this.part = part;
    this.#reader = makeReader(this.#reader);
  }

  /** @returns bytes that were carried over the network */
  async read(signal: AbortSignal): Promise<number> {
    if (!this.#reader) return 0;
    const fromMs = this.#options.clock.monotonicMs();
    const read = await this.#reader.read(signal);
    if (!signal.aborted) this.take(read, fromMs);
    return read.carriedBytes;
  }

  /** Takes a playlist that was read. @param fromMs when it was asked for */
  take(read: PlaylistRead, fromMs: number): void {
    if (read.how !== 'read') this.fail(this.#options.reasonOf(read), fromMs);
    else if (read.playlist.kind === 'media') this.#take(read.playlist);
    else
      this.fail(this.#options.reasonOf({ ...read, how: 'noPlaylist', tech: 'variants of variants', ...NONE }), fromMs);
  }

  fail(reason: Reason, fromMs: number): void {
    this.#delaySeconds = null;
    this.step({ type: 'noPlaylist', fromMs, reason });
  }

  step(event: ReadBackEvent): void {
    this.#state = stepReadBack(this.#state, event);
  }

  /** Reads the newest segment. False: the link of the box does not carry it in time. */
  async check(signal: AbortSignal): Promise<boolean> {
    const { clock, check, values, onProved } = this.#options;
    const segment = this.#newest;
    if (!segment) return true;
    const atMs = clock.monotonicMs();
    this.#checked = { name: nameOf(segment), atMs };
    let isDated = false;
    const date = (endMs: number | null) => {
      if (endMs === null || isDated) return;
      isDated = true;
      this.#anchor = { sequence: segment.sequence, endMs };
      // The segment was the last of its playlist.
      this.#delaySeconds ??= this.#delayAt(atMs - endMs);
    };
    const result = await check.check(segment, this.part, values(), signal, (endMs) => {
      if (signal.aborted) return;
      date(endMs);
      this.step({ type: 'segment', verdict: 'ours' });
      onProved();
    });
    if (signal.aborted) return true;
    if (result.is === 'ours' || result.is === 'plausible') date(result.endMs);
    if (result.is !== 'slow') this.step(eventOf(result));
    return result.is !== 'slow';
  }

  #take(playlist: MediaPlaylist): void {
    const nowMs = this.#options.clock.monotonicMs();
    // Players skip segments that the server marks as missing.
    const newest = playlist.segments.findLast(({ isGap }) => !isGap) ?? null;
    this.#newest = newest;
    this.#holdBacks = [...this.#holdBacks, playlist.holdBackSeconds].slice(-HOLD_BACKS);
    const ageMs = this.#ageMs(playlist, nowMs);
    this.#delaySeconds = ageMs === null ? null : this.#delayAt(ageMs);
    // The recognised segment leaves the playlist; on a thin link no other is read for an hour.
    const last = playlist.segments.at(-1);
    if (last && ageMs !== null) this.#anchor = { sequence: last.sequence, endMs: nowMs - ageMs };
    this.step({
      type: 'playlist',
      atMs: nowMs,
      newest: newest && nameOf(newest),
      targetSeconds: playlist.targetSeconds,
      ageMs,
    });
  }

  /**
   * Delay behind the camera, to the tenth, of a player that keeps its distance from the end of the playlist. One long
   * segment makes the list ask for more distance while it is in it; viewers stay where they are.
   */
  #delayAt(ageMs: number): number {
    const sorted = [...this.#holdBacks].sort((one, other) => one - other);
    const holdBackSeconds = sorted[Math.floor((sorted.length - 1) / 2)] ?? 0;
    return Math.round(Math.max(0, ageMs) / 100 + holdBackSeconds * 10) / 10;
  }

  /** Time since the end of the playlist was sent, counted on from the recognised segment. */
  #ageMs({ segments }: MediaPlaylist, nowMs: number): number | null {
    const anchor = this.#anchor;
    if (anchor === null || (segments[0]?.sequence ?? Number.POSITIVE_INFINITY) > anchor.sequence) return null;
    const later = segments.filter(({ sequence }) => sequence > anchor.sequence);
    if (later.some(({ isDiscontinuous }) => isDiscontinuous)) return null;
    return nowMs - later.reduce((ms, { seconds }) => ms + seconds * 1000, anchor.endMs);
  }
}

/** Readings of two minutes, each 2 s: longer than twice what a list holds. */
const HOLD_BACKS = 61;

const NONE = { fault: null, status: 0, receivedBytes: 0, saidBytes: 0 };

/** Names a segment; servers that restart use sequences again. */
function nameOf({ sequence, url, range }: Segment): string {
  return `${sequence} ${url} ${range?.[0] ?? ''}`;
}

function eventOf(result: Exclude<SegmentResult, { is: 'slow' }>): ReadBackEvent {
  switch (result.is) {
    case 'bad':
      return { type: 'badSegment', reason: result.reason, believedAt: result.believedAt };
    case 'foreign':
      return { type: 'foreignSegment', reason: result.reason };
    default:
      return { type: 'segment', verdict: result.is };
  }
}
