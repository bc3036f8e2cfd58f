/**
 * Reads one publication back from the address that viewers use, from the moment the server takes it to its end. Once
 * viewers see it, this costs the playlist each 2 s (1 kB, 5 kb/s; only its end where it is long) and one segment in
 * four at the usual 2 s, so a quarter of the stream; on a thin link playlists alone.
 */

import { HttpClient } from '../../net/http-client.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import type { QualityLevel } from '../publisher/quality-level.ts';
import type { Workers } from '../worker/worker-pool.ts';
import type { MasterPlaylist, Variant } from './playlist.ts';
import { PlaylistReader } from './playlist-reader.ts';
import { ofQualities, Quality } from './quality.ts';
import type { Seen } from './read-back-state.ts';
import { type Part, SegmentCheck } from './segment-check.ts';
import { SegmentDecoder } from './segment-decoder.ts';
import { SegmentFetcher } from './segment-fetcher.ts';
import type { SentMarks } from './sent-marks.ts';
import type { SentSound } from './sent-sound.ts';
import { TrackReading } from './track-reading.ts';
import { ViewersAddress } from './viewers-address.ts';

/** Interval until the talk has been seen, which the speaker waits for. */
const EAGER_EVERY_MS = 500;
const EAGER_FOR_MS = 30_000;
/** Later interval of the playlist: once for each new segment. */
const POLL_MS = { least: 1000, most: 4000 };
const THIN_POLL_MS = { least: 4000, most: 6000 };
const RETRY_MS = 1500;
/** 10 kB/s on a metered line are 36 MB an hour, and no more of playlists, however long they are. */
const MOST_BYTES_PER_SECOND = 9000;
/** Interval of segments that are read: their fault shows within 20 s, since it is believed at the second one. */
const SEGMENT_EVERY_MS = 8000;
/** Interval of the other qualities: each reading is a playlist, some bring a segment. */
const OTHER_EVERY_MS = 20_000;
const OTHER_AGAIN_MS = 7000;
const OTHER_SEGMENT_EVERY_MS = 60_000;
/** A link that did not carry a segment in time is left alone for so long. */
const SLOW_FOR_MS = 60_000;

export interface ReadBackStatus {
  seen: Seen;
  /** Evidence for `seen`: playlists alone where the link is thin. */
  seenBy: 'segments' | 'playlist' | null;
  /** Delay of a player at the usual distance from the end of the playlist; null: not known. */
  viewerDelaySeconds: number | null;
  /** Reason that viewers do not see it, that this cannot be known, or that a part of it fails. */
  reason: Reason | null;
}

export const NOTHING_READ: ReadBackStatus = { seen: 'unknown', seenBy: null, viewerDelaySeconds: null, reason: null };

export interface ReadingOptions {
  clock: Clock;
  logger: Logger;
  destination: Destination;
  workers: Pick<Workers, 'spawn'>;
  /** Facts about what is sent now. */
  stream(): { level: QualityLevel; hasPicture: boolean; kbps: number };
  marks: SentMarks;
  sound: SentSound;
  /** `status` has changed. */
  onChange(): void;
}

export class Reading {
  readonly #options: ReadingOptions;
  readonly #client = new HttpClient();
  readonly #address: ViewersAddress;
  readonly #decoder: SegmentDecoder;
  readonly #fetcher = new SegmentFetcher(this.#client);
  readonly #ending = new AbortController();
  readonly #sinceMs: number;
  /** At least one; as many as a playlist of variants has. */
  #qualities: Quality[];
  /** Index of the one that is followed. */
  #at = 0;
  /** The address gives a playlist of variants. */
  #hasVariants = false;
  #status = NOTHING_READ;
  #isChecking = false;
  /** Bytes carried over the network since the last turn began. */
  #carriedBytes = 0;
  #slowUntilMs = 0;

  constructor(options: ReadingOptions) {
    this.#options = options;
    this.#address = new ViewersAddress(options.destination, this.#client);
    this.#decoder = new SegmentDecoder(options);
    this.#sinceMs = options.clock.monotonicMs();
    this.#qualities = [this.#newQuality()];
    this.#decoder.prepare();
    this.#poll();
  }

  get status(): ReadBackStatus {
    return this.#status;
  }

  /** The server takes the stream again, after a cut. */
  resume(): void {
    const atMs = this.#options.clock.monotonicMs();
    for (const { tracks } of this.#qualities) for (const track of tracks) track.step({ type: 'resumed', atMs });
  }

  /** Resolves when nothing of it is left. */
  async close(): Promise<void> {
    this.#ending.abort();
    this.#client.close();
    await this.#decoder.close();
  }

  get #isOver(): boolean {
    return this.#ending.signal.aborted;
  }

  get #quality(): Quality {
    return this.#qualities[this.#at] as Quality;
  }

  #poll(): void {
    if (this.#isOver) return;
    inBackground(
      this.#turn()
        .catch((error: Error) => this.#stumble(error))
        .then(() => this.#options.clock.after(this.#pauseMs(), () => this.#poll())),
    );
  }

  async #turn(): Promise<void> {
    this.#carriedBytes = 0;
    // Addresses that hold a token change, and the playlist that names them has the new ones.
    if (!this.#hasVariants || this.#quality.isUnread) await this.#enter();
    if (this.#isOver) return;
    if (this.#hasVariants) {
      await this.#readQuality(this.#quality);
      await this.#readOther();
    }
    if (this.#isOver) return;
    this.#settle();
    const due = this.#dueTrack();
    if (due) this.#check(due).catch((error: Error) => this.#stumble(error));
  }

  /** Reads the viewers' address: the playlist itself, or one of variants. */
  async #enter(): Promise<void> {
    const fromMs = this.#options.clock.monotonicMs();
    const read = await this.#address.read(this.#ending.signal);
    this.#carriedBytes += read.carriedBytes;
    if (this.#isOver) return;
    const [track] = this.#quality.tracks as [TrackReading];
    if (read.how === 'read' && read.playlist.kind === 'master' && read.playlist.variants.length > 0)
      this.#follow(read.playlist);
    else {
      if (read.how === 'read') {
        this.#hasVariants = false;
        this.#qualities = [this.#quality];
        this.#at = 0;
        this.#quality.tracks = [track];
        track.part = 'all';
      }
      track.take(read, fromMs);
    }
  }

  #follow({ variants, variables }: MasterPlaylist): void {
    this.#hasVariants = true;
    const readerAt = (address: string) => (before: PlaylistReader | null) =>
      before?.address === address
        ? before
        : new PlaylistReader({ client: this.#client, address, isEntered: false, variables });
    const parts = ({ url, audioUrl, isSoundOnly }: Variant): [Part, string][] =>
      audioUrl === null || audioUrl === url
        ? [[isSoundOnly ? 'sound' : 'all', url]]
        : isSoundOnly
          ? [['sound', audioUrl]]
          : [
              ['picture', url],
              ['sound', audioUrl],
            ];
    // Knowledge of each quality stays: the playlist of variants is read again and again.
    this.#qualities = variants.map((variant, at) => {
      const quality = this.#qualities[at] ?? this.#newQuality();
      quality.tracks = parts(variant).map(([part, address], index) => {
        const track = quality.tracks[index] ?? this.#newTrack();
        track.follow(part, readerAt(address));
        return track;
      });
      return quality;
    });
    if (this.#at >= this.#qualities.length) this.#at = 0;
  }

  async #readQuality(quality: Quality): Promise<void> {
    quality.readMs = this.#options.clock.monotonicMs();
    const carried = await Promise.all(quality.tracks.map((track) => track.read(this.#ending.signal)));
    this.#carriedBytes += carried.reduce((sum, bytes) => sum + bytes, 0);
  }

  /** Reads another quality, one at a time, now and then; sooner where a fault was found. */
  async #readOther(): Promise<void> {
    const { clock } = this.#options;
    if (this.#isOver || !this.#quality.isProved) return;
    const sinceRead = ({ readMs }: Quality) => clock.monotonicMs() - readMs;
    const other = this.#qualities
      .filter((quality) => quality !== this.#quality)
      .filter((quality) => sinceRead(quality) >= (quality.isDoubted ? OTHER_AGAIN_MS : OTHER_EVERY_MS))
      .sort((one, another) => one.readMs - another.readMs)[0];
    if (other) await this.#readQuality(other);
  }

  /** Settles the verdict of each quality, and which of them is followed. */
  #settle(): void {
    const { clock } = this.#options;
    const isNew = ({ readMs }: Quality) => clock.monotonicMs() - readMs < OTHER_AGAIN_MS;
    const isAnyProved = this.#qualities.some(({ isProved }) => isProved);
    for (const quality of this.#qualities) if (quality === this.#quality || isNew(quality)) quality.settle(isAnyProved);
    // Changes as players do: from a quality that fails to the next, and back to the first.
    const isFailing = this.#quality.verdict.seen === 'notSeen' || (this.#quality.isUnread && !this.#quality.isProved);
    if (isFailing && this.#qualities.length > 1) {
      const seen = this.#qualities.findIndex(({ verdict }) => verdict.seen === 'seen');
      this.#at = seen >= 0 ? seen : (this.#at + 1) % this.#qualities.length;
    }
    this.#notify();
  }

  /** The track whose newest segment is to be read now; null: none. */
  #dueTrack(): TrackReading | null {
    if (this.#isChecking) return null;
    const nowMs = this.#options.clock.monotonicMs();
    const isThin = this.#readsPlaylistsOnly;
    const isDue = (track: TrackReading, everyMs: number) => {
      const { isProved, bad } = track.state;
      if (!track.hasNew || (isProved && bad === null && isThin)) return false;
      const isDoubted = bad !== null && bad.times < bad.believedAt;
      return (isProved ? isDoubted : this.#isEager) || nowMs - track.checkedMs >= everyMs;
    };
    const own = this.#quality.tracks.filter((track) => isDue(track, SEGMENT_EVERY_MS));
    const others = this.#qualities
      .filter((quality) => !isThin && quality !== this.#quality && quality.readMs >= nowMs - OTHER_AGAIN_MS)
      .flatMap(({ tracks }) => tracks.filter((track) => isDue(track, OTHER_SEGMENT_EVERY_MS)));
    return [...own.sort((one, other) => one.checkedMs - other.checkedMs), ...others][0] ?? null;
  }

  /** Reads a segment while playlists are still read. */
  async #check(track: TrackReading): Promise<void> {
    this.#isChecking = true;
    const isCarried = await track.check(this.#ending.signal);
    this.#isChecking = false;
    if (this.#isOver) return;
    if (!isCarried) this.#slowUntilMs = this.#options.clock.monotonicMs() + SLOW_FOR_MS;
    this.#settle();
  }

  /** Handles a fault of the box itself: it says nothing about viewers, and the next turn may go well. */
  #stumble(error: Error): void {
    this.#isChecking = false;
    if (this.#isOver) return;
    this.#options.logger.error({ destination: this.#options.destination.id, err: error }, 'read back: a fault');
    const reason = because('readBackFault', error.message, this.#address.values);
    for (const track of this.#quality.tracks) track.fail(reason, this.#options.clock.monotonicMs());
    this.#settle();
  }

  get #readsPlaylistsOnly(): boolean {
    const { destination, stream, clock } = this.#options;
    return destination.readBack === 'playlist' || stream().level !== 'full' || clock.monotonicMs() < this.#slowUntilMs;
  }

  get #isEager(): boolean {
    return !this.#quality.isProved && this.#options.clock.monotonicMs() - this.#sinceMs < EAGER_FOR_MS;
  }

  #pauseMs(): number {
    return Math.max(this.#usualPauseMs(), (this.#carriedBytes / MOST_BYTES_PER_SECOND) * 1000);
  }

  #usualPauseMs(): number {
    if (this.#isEager) return EAGER_EVERY_MS;
    if (this.#quality.isUnread) return RETRY_MS;
    const { least, most } = this.#options.stream().level === 'full' ? POLL_MS : THIN_POLL_MS;
    const targetSeconds = this.#quality.tracks[0]?.state.targetSeconds ?? 0;
    return Math.min(most, Math.max(least, targetSeconds * 1000));
  }

  #newQuality(): Quality {
    return new Quality(this.#newTrack());
  }

  #newTrack(): TrackReading {
    const { clock, marks, sound, stream } = this.#options;
    return new TrackReading({
      clock,
      sinceMs: this.#sinceMs,
      onProved: () => this.#settle(),
      values: () => this.#address.values,
      reasonOf: (failure) => this.#address.reasonOf(failure),
      check: new SegmentCheck({
        clock,
        marks,
        sound,
        fetcher: this.#fetcher,
        decoder: this.#decoder,
        stream: () => {
          const { level, hasPicture } = stream();
          return { hasPicture, isMoving: level === 'full' || level === 'reduced' };
        },
      }),
    });
  }

  #notify(): void {
    const verdicts = this.#qualities.map(({ verdict }) => verdict);
    const { seen, reason, failing } = ofQualities(verdicts, this.#at);
    const isSeen = seen === 'seen';
    const some = () =>
      because('readBackSomeFail', verdicts.find((one) => one.seen === 'notSeen')?.reason?.tech ?? '', {
        ...this.#address.values,
        failing,
        count: verdicts.length,
      });
    this.#show({
      seen,
      seenBy: isSeen ? (this.#readsPlaylistsOnly ? 'playlist' : 'segments') : null,
      viewerDelaySeconds: isSeen ? (this.#quality.tracks[0]?.delaySeconds ?? null) : null,
      reason: isSeen && failing > 0 ? some() : reason,
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
