/**
 * One publication read back from the address that viewers use, from the moment the server takes it to its end. Costs, once
 * viewers see it: the playlist each 2 s (1 kB, 5 kb/s) and one segment in four at the usual 2 s, so a quarter of the stream;
 * on a thin link playlists alone.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import type { WorkerLink } from '../gst/worker-link.ts';
import type { Level } from '../publisher/rung.ts';
import { closeIdleConnections } from './bounded-get.ts';
import type { MediaPlaylist, Segment } from './playlist.ts';
import { PlaylistSource } from './playlist-source.ts';
import {
  beginReadBack,
  type ReadBackEvent,
  type ReadBackState,
  type Seen,
  seenNow,
  stepReadBack,
} from './read-back-state.ts';
import { SegmentCheck, type SegmentResult } from './segment-check.ts';
import type { SentMarks } from './sent-marks.ts';
import type { SentSound } from './sent-sound.ts';

/** Until the talk has been seen: it is what the speaker waits for. */
const EAGER_EVERY_MS = 500;
const EAGER_FOR_MS = 30_000;
/** Of the playlist, later: once for each new segment. */
const LOOK_MS = { least: 1000, most: 4000 };
const THIN_LOOK_MS = { least: 4000, most: 6000 };
const RETRY_MS = 1500;
/** Between segments that are read: a fault of theirs is told within 20 s, as it is believed at the second one. */
const SEGMENT_EVERY_MS = 8000;
/** A link that did not carry a segment in time is left alone for so long. */
const SLOW_FOR_MS = 60_000;

export interface ReadBackStatus {
  seen: Seen;
  /** What `seen` rests on now: playlists alone where the link is thin. */
  seenBy: 'segments' | 'playlist' | null;
  /** Of a player that stays as far from the end of the playlist as players do; null: not known. */
  viewerDelaySeconds: number | null;
  /** Why viewers do not see it, or why that cannot be told. */
  reason: Reason | null;
}

export const NOTHING_READ: ReadBackStatus = { seen: 'unknown', seenBy: null, viewerDelaySeconds: null, reason: null };

export interface ReadingOptions {
  clock: Clock;
  logger: Logger;
  destination: Destination;
  freshWorker(): WorkerLink;
  /** What is sent now. */
  stream(): { level: Level; hasPicture: boolean; kbps: number };
  marks: SentMarks;
  sound: SentSound;
  /** `status` is another. */
  onChange(): void;
}

export class Reading {
  readonly #options: ReadingOptions;
  readonly #source: PlaylistSource;
  readonly #check: SegmentCheck;
  readonly #ending = new AbortController();
  #state: ReadBackState;
  #status = NOTHING_READ;
  #isChecking = false;
  /** The newest segment that was read, and when that began. */
  #checked: { name: string; atMs: number } | null = null;
  /** When the end of a segment was sent, known of the last that was recognised. */
  #anchor: { sequence: number; endMs: number } | null = null;
  #delaySeconds: number | null = null;
  #slowUntilMs = 0;

  constructor(options: ReadingOptions) {
    this.#options = options;
    const { clock, destination } = options;
    this.#source = new PlaylistSource(destination);
    this.#check = new SegmentCheck({
      ...options,
      stream: () => {
        const { level, hasPicture, kbps } = options.stream();
        return { hasPicture, kbps, isMoving: level === 'full' || level === 'reduced' };
      },
    });
    this.#state = beginReadBack(clock.monotonicMs());
    this.#check.prepare();
    this.#look();
  }

  get status(): ReadBackStatus {
    return this.#status;
  }

  /** Resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#ending.abort();
    closeIdleConnections();
    await this.#check.close();
  }

  get #isOver(): boolean {
    return this.#ending.signal.aborted;
  }

  #look(): void {
    if (this.#isOver) return;
    void this.#turn()
      .catch((error: Error) => this.#stumble(error))
      .then(() => this.#options.clock.after(this.#pauseMs(), () => this.#look()));
  }

  async #turn(): Promise<void> {
    const fromMs = this.#options.clock.monotonicMs();
    const read = await this.#source.read(this.#ending.signal);
    if (this.#isOver) return;
    if (read.how === 'failed') {
      this.#delaySeconds = null;
      this.#step({ type: 'noPlaylist', fromMs, reason: read.reason });
      return;
    }
    const { playlist } = read;
    const newest = playlist.segments.at(-1);
    this.#take(playlist, newest);
    if (newest && this.#isDue(newest)) this.#read(newest, playlist).catch((error: Error) => this.#stumble(error));
  }

  /** A fault of the box's own: it says nothing about viewers, and the next look may go well. */
  #stumble(error: Error): void {
    this.#isChecking = false;
    if (this.#isOver) return;
    this.#options.logger.error({ destination: this.#options.destination.id, err: error }, 'read back: a fault');
    const reason = because('readBackFault', error.message, this.#source.values);
    this.#step({ type: 'noPlaylist', fromMs: this.#options.clock.monotonicMs(), reason });
  }

  #take(playlist: MediaPlaylist, newest: Segment | undefined): void {
    const nowMs = this.#options.clock.monotonicMs();
    const ageMs = this.#ageMs(playlist, nowMs);
    this.#delaySeconds = ageMs === null ? null : delaySeconds(ageMs, playlist);
    // The segment that was recognised leaves the playlist; on a thin link no other is read for an hour.
    if (newest && ageMs !== null) this.#anchor = { sequence: newest.sequence, endMs: nowMs - ageMs };
    this.#step({
      type: 'playlist',
      atMs: nowMs,
      newest: newest ? nameOf(newest) : null,
      targetSeconds: playlist.targetSeconds,
      ageMs,
    });
  }

  /** Beside what goes on: the playlist is looked at meanwhile. */
  async #read(segment: Segment, playlist: MediaPlaylist): Promise<void> {
    const { clock } = this.#options;
    const atMs = clock.monotonicMs();
    this.#isChecking = true;
    this.#checked = { name: nameOf(segment), atMs };
    const result = await this.#check.check(segment, this.#source.values, this.#ending.signal);
    this.#isChecking = false;
    if (this.#isOver) return;
    if ((result.is === 'ours' || result.is === 'plausible') && result.endMs !== null) {
      this.#anchor = { sequence: segment.sequence, endMs: result.endMs };
      // It was the last of its playlist.
      this.#delaySeconds ??= delaySeconds(atMs - result.endMs, playlist);
    }
    if (result.is === 'slow') this.#slowUntilMs = clock.monotonicMs() + SLOW_FOR_MS;
    else this.#step(eventOf(result));
  }

  #isDue(newest: Segment): boolean {
    if (this.#isChecking || this.#checked?.name === nameOf(newest)) return false;
    const { isProved, bad } = this.#state;
    if (isProved && bad === null && this.#readsPlaylistsOnly) return false;
    const isDoubted = bad !== null && bad.times < bad.believedAt;
    if (isProved ? isDoubted : this.#isEager) return true;
    return this.#options.clock.monotonicMs() - (this.#checked?.atMs ?? Number.NEGATIVE_INFINITY) >= SEGMENT_EVERY_MS;
  }

  get #readsPlaylistsOnly(): boolean {
    const { destination, stream, clock } = this.#options;
    return destination.readBack === 'playlist' || stream().level !== 'full' || clock.monotonicMs() < this.#slowUntilMs;
  }

  get #isEager(): boolean {
    const { isProved, sinceMs } = this.#state;
    return !isProved && this.#options.clock.monotonicMs() - sinceMs < EAGER_FOR_MS;
  }

  #pauseMs(): number {
    if (this.#isEager) return EAGER_EVERY_MS;
    if (this.#state.unread) return RETRY_MS;
    const { least, most } = this.#options.stream().level === 'full' ? LOOK_MS : THIN_LOOK_MS;
    return Math.min(most, Math.max(least, this.#state.targetSeconds * 1000));
  }

  /** How long ago what ends the playlist was sent, counted on from the segment that was recognised. */
  #ageMs({ segments }: MediaPlaylist, nowMs: number): number | null {
    const anchor = this.#anchor;
    if (anchor === null || (segments[0]?.sequence ?? Number.POSITIVE_INFINITY) > anchor.sequence) return null;
    const later = segments.filter(({ sequence }) => sequence > anchor.sequence);
    if (later.some(({ startsAnew }) => startsAnew)) return null;
    return nowMs - later.reduce((ms, { seconds }) => ms + seconds * 1000, anchor.endMs);
  }

  #step(event: ReadBackEvent): void {
    this.#state = stepReadBack(this.#state, event);
    const { values } = this.#source;
    const { seen, reason } = seenNow(this.#state, this.#options.clock.monotonicMs(), {
      stands: () => because('readBackStands', 'no new segment', values),
      old: (seconds) => because('readBackOld', `${seconds} s`, { ...values, seconds }),
    });
    const isSeen = seen === 'seen';
    this.#show({
      seen,
      seenBy: isSeen ? (this.#readsPlaylistsOnly ? 'playlist' : 'segments') : null,
      viewerDelaySeconds: isSeen ? this.#delaySeconds : null,
      reason,
    });
  }

  #show(status: ReadBackStatus): void {
    const before = this.#status;
    this.#status = status;
    const { logger, destination, onChange } = this.#options;
    const { seen, viewerDelaySeconds, reason } = status;
    if (before.seen !== seen || before.reason?.code !== reason?.code)
      logger.info(
        { destination: destination.id, seen, viewerDelaySeconds, code: reason?.code, tech: reason?.tech },
        'read back',
      );
    if (JSON.stringify(before) !== JSON.stringify(status)) onChange();
  }
}

/** Behind the camera, of a player that keeps its distance from the end of the playlist. To the tenth. */
function delaySeconds(ageMs: number, { holdBackSeconds }: MediaPlaylist): number {
  return Math.round(Math.max(0, ageMs) / 100 + holdBackSeconds * 10) / 10;
}

/** Names are used again by servers that begin anew. */
function nameOf({ sequence, url, range }: Segment): string {
  return `${sequence} ${url} ${range?.[0] ?? ''}`;
}

function eventOf(result: Exclude<SegmentResult, { is: 'slow' }>): ReadBackEvent {
  return result.is === 'bad'
    ? { type: 'badSegment', reason: result.reason, believedAt: result.believedAt }
    : { type: 'segment', verdict: result.is };
}
