/**
 * Reads the stream back from the address that viewers use, as long as it is published, and says whether they see it and how
 * far behind. Costs, once they do: the playlist each 2 s (1 kB, 5 kb/s) and one segment in four at the usual 2 s, so a quarter
 * of the stream; on a thin link playlists alone.
 */
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import type { FlvTag } from '../flv/flv-tag.ts';
import type { WorkerLink } from '../gst/worker-link.ts';
import type { PublisherPhase } from '../publisher/publisher.ts';
import type { Level } from '../publisher/rung.ts';
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
import { SentMarks } from './sent-marks.ts';
import { SentSound } from './sent-sound.ts';

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

export interface ReadBackOptions {
  clock: Clock;
  logger: Logger;
  destination: Destination;
  freshWorker(): WorkerLink;
  /** What is sent now. */
  stream(): { level: Level; hasPicture: boolean; kbps: number };
  onChange(): void;
}

/** From the moment the server takes the stream to the end of the publication. */
interface Life {
  state: ReadBackState;
  ending: AbortController;
  source: PlaylistSource;
  check: SegmentCheck;
  isChecking: boolean;
  /** The newest segment that was read, and when that began. */
  checked: { name: string; atMs: number } | null;
  /** When the end of that segment was sent, where that is known. */
  anchor: { sequence: number; endMs: number } | null;
  delaySeconds: number | null;
  slowUntilMs: number;
}

const NOTHING: ReadBackStatus = { seen: 'unknown', seenBy: null, viewerDelaySeconds: null, reason: null };

export class ReadBack {
  readonly #options: ReadBackOptions;
  #marks = new SentMarks();
  #sound = new SentSound();
  #life: Life | null = null;
  #ended: Promise<void> = Promise.resolve();
  #status = NOTHING;

  constructor(options: ReadBackOptions) {
    this.#options = options;
  }

  get status(): ReadBackStatus {
    return this.#status;
  }

  /** How the publication stands. While it reconnects, viewers go on seeing what the server has. */
  follow(phase: PublisherPhase): void {
    const { watchUrl, readBackUrl, readBack } = this.#options.destination;
    const mayRead = readBack !== 'off' && (watchUrl !== '' || readBackUrl !== '');
    if (phase === 'live' && !this.#life && mayRead) this.#begin();
    if (phase === 'off' || phase === 'refused') this.#end();
    // Marks of another talk are no proof of this one.
    if (phase === 'off') this.#marks = new SentMarks();
  }

  /** A tag that is sent. @param capturedMs when the box had it from its encoder */
  sent(tag: FlvTag, capturedMs: number): void {
    this.#marks.add(tag, capturedMs);
  }

  /** A reading of what is sent. */
  heard(rmsDb: number): void {
    this.#sound.hear(rmsDb, this.#options.clock.monotonicMs());
  }

  /** Resolves when nothing of it is left. Safe twice. */
  async close(): Promise<void> {
    this.#end();
    await this.#ended;
  }

  #begin(): void {
    const { clock, destination, freshWorker, stream } = this.#options;
    const check = new SegmentCheck({
      clock,
      freshWorker,
      marks: this.#marks,
      sound: this.#sound,
      stream: () => {
        const { level, hasPicture, kbps } = stream();
        return { hasPicture, kbps, isMoving: level === 'full' || level === 'reduced' };
      },
    });
    const life: Life = {
      state: beginReadBack(clock.monotonicMs()),
      ending: new AbortController(),
      source: new PlaylistSource(destination),
      check,
      isChecking: false,
      checked: null,
      anchor: null,
      delaySeconds: null,
      slowUntilMs: 0,
    };
    this.#life = life;
    check.prepare();
    this.#look(life);
  }

  #end(): void {
    const life = this.#life;
    if (!life) return;
    this.#life = null;
    life.ending.abort();
    this.#ended = Promise.all([this.#ended, life.check.close()]).then(() => {});
    this.#show(NOTHING);
  }

  #look(life: Life): void {
    void this.#turn(life).then(() => {
      if (this.#life === life)
        this.#options.clock.after(this.#pauseMs(life), () => this.#life === life && this.#look(life));
    });
  }

  async #turn(life: Life): Promise<void> {
    const { clock } = this.#options;
    const fromMs = clock.monotonicMs();
    const read = await life.source.read(life.ending.signal);
    if (this.#life !== life) return;
    if (read.how === 'failed') {
      life.delaySeconds = null;
      this.#step(life, { type: 'noPlaylist', fromMs, reason: read.reason });
      return;
    }
    this.#read(life, read.playlist);
    const newest = read.playlist.segments.at(-1);
    if (newest && this.#isDue(life, newest)) void this.#check(life, newest, read.playlist);
  }

  #read(life: Life, playlist: MediaPlaylist): void {
    const nowMs = this.#options.clock.monotonicMs();
    const newest = playlist.segments.at(-1);
    const ageMs = this.#ageMs(life, playlist, nowMs);
    life.delaySeconds = ageMs === null ? null : delaySeconds(ageMs, playlist);
    this.#step(life, {
      type: 'playlist',
      atMs: nowMs,
      newest: newest ? nameOf(newest) : null,
      targetSeconds: playlist.targetSeconds,
      ageMs,
    });
  }

  async #check(life: Life, segment: Segment, playlist: MediaPlaylist): Promise<void> {
    const { clock } = this.#options;
    life.isChecking = true;
    life.checked = { name: nameOf(segment), atMs: clock.monotonicMs() };
    const result = await life.check.check(segment, life.source.values, life.ending.signal);
    life.isChecking = false;
    if (this.#life !== life) return;
    if ((result.is === 'ours' || result.is === 'plausible') && result.endMs !== null)
      life.anchor = { sequence: segment.sequence, endMs: result.endMs };
    // Of the moment at which the playlist came: what follows in it is not known yet.
    if (life.delaySeconds === null && life.anchor)
      life.delaySeconds = delaySeconds(life.checked.atMs - life.anchor.endMs, playlist);
    if (result.is === 'slow') life.slowUntilMs = clock.monotonicMs() + SLOW_FOR_MS;
    else this.#step(life, eventOf(result));
  }

  #isDue(life: Life, newest: Segment): boolean {
    const { state, checked, isChecking } = life;
    if (isChecking || checked?.name === nameOf(newest)) return false;
    const nowMs = this.#options.clock.monotonicMs();
    const isGood = state.isProved && state.bad === null;
    if (isGood && this.#readsPlaylistsOnly(life)) return false;
    const isDoubted = state.bad !== null && state.bad.times < state.bad.believedAt;
    const isEager = state.isProved ? isDoubted : this.#isEager(life);
    return isEager || nowMs - (checked?.atMs ?? Number.NEGATIVE_INFINITY) >= SEGMENT_EVERY_MS;
  }

  #readsPlaylistsOnly({ slowUntilMs }: Life): boolean {
    const { destination, stream, clock } = this.#options;
    return destination.readBack === 'playlist' || stream().level !== 'full' || clock.monotonicMs() < slowUntilMs;
  }

  #isEager({ state }: Life): boolean {
    return !state.isProved && this.#options.clock.monotonicMs() - state.sinceMs < EAGER_FOR_MS;
  }

  #pauseMs(life: Life): number {
    const { state } = life;
    if (this.#isEager(life)) return EAGER_EVERY_MS;
    if (state.unread) return RETRY_MS;
    const { least, most } = this.#options.stream().level === 'full' ? LOOK_MS : THIN_LOOK_MS;
    return Math.min(most, Math.max(least, state.targetSeconds * 1000));
  }

  /** How long ago what ends the playlist was sent, counted on from the segment that was recognised. */
  #ageMs({ anchor }: Life, { segments }: MediaPlaylist, nowMs: number): number | null {
    if (anchor === null || (segments[0]?.sequence ?? Number.POSITIVE_INFINITY) > anchor.sequence) return null;
    const later = segments.filter(({ sequence }) => sequence > anchor.sequence);
    if (later.some(({ startsAnew }) => startsAnew)) return null;
    const endMs = later.reduce((ms, { seconds }) => ms + seconds * 1000, anchor.endMs);
    return nowMs - endMs;
  }

  #step(life: Life, event: ReadBackEvent): void {
    life.state = stepReadBack(life.state, event);
    const { clock } = this.#options;
    const { seen, reason } = seenNow(life.state, clock.monotonicMs(), {
      stands: () => because('readBackStands', 'no new segment', life.source.values),
      old: (seconds) => because('readBackOld', `${seconds} s`, { ...life.source.values, seconds }),
    });
    const isSeen = seen === 'seen';
    this.#show({
      seen,
      seenBy: isSeen ? (this.#readsPlaylistsOnly(life) ? 'playlist' : 'segments') : null,
      viewerDelaySeconds: isSeen ? life.delaySeconds : null,
      reason,
    });
  }

  #show(status: ReadBackStatus): void {
    const before = this.#status;
    this.#status = status;
    if (before.seen !== status.seen || before.reason?.code !== status.reason?.code) {
      const { logger, destination } = this.#options;
      const { seen, viewerDelaySeconds: delaySeconds, reason } = status;
      logger.info(
        { destination: destination.id, seen, delaySeconds, code: reason?.code, tech: reason?.tech },
        'read back',
      );
    }
    if (JSON.stringify(before) !== JSON.stringify(status)) this.#options.onChange();
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
