/** Keeps the running session recorded: parts of FLV in its folder, written as the hub delivers, whatever else happens. */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { diskReason } from '../../health/disk-space.ts';
import type { Clock } from '../../platform/clock.ts';
import { makeFolder, syncDirectory } from '../../platform/durable-file.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';
import type { FlvTag } from '../flv/flv-tag.ts';
import type { HubReader, HubTag, TagHub } from '../hub/tag-hub.ts';
import { type PartStart, partStart, partStartTag } from './part-start.ts';
import { type OnWritten, PartWriter } from './part-writer.ts';
import { RecordingDisk } from './recording-disk.ts';
import { type Batch, UnwrittenTags } from './unwritten-tags.ts';

/** Tags are gathered this long and written as one: 2.5 writes a second in place of 80. `kill -9` can cost so much. */
const GATHER_MS = 400;
/**
 * A disk that takes nothing is waited for in memory, two minutes at 2.6 Mb/s; then the oldest pictures are given up, a GOP
 * at a time. Not bounded in time: sound, which is given up last, would be the oldest and take every picture with it.
 */
const QUEUE = { maxQueuedBytes: 40_000_000, maxQueuedMs: Number.POSITIVE_INFINITY };
/** Frames come 30 times a second; 3 s without one on the disk is no recording, whatever the reason. */
const STALE_MS = 3000;
/** A loss is reported long enough for somebody to see it. */
const LOSS_REPORTED_MS = 10_000;
/** After a failure: is there room again, is the disk back? */
const AGAIN_MS = 5000;

export type RecordingPhase = 'off' | 'starting' | 'recording' | 'failed';

export interface RecordingStatus {
  phase: RecordingPhase;
  seconds: number;
  bytes: number;
  parts: number;
  reason: Reason | null;
}

export interface JournalOptions {
  clock: Clock;
  logger: Logger;
  hub: TagHub;
  /** `DIR/recordings`. */
  folder: string;
  minFreeBytes(): number;
  isClockTrusted(): boolean;
  onChange(): void;
  onWritten?: OnWritten;
}

export class Journal {
  readonly #options: JournalOptions;
  readonly #disk: RecordingDisk;
  #session: string | null = null;
  #phase: RecordingPhase = 'off';
  #reason: Reason | null = null;
  #reader: HubReader | null = null;
  #tags = new UnwrittenTags();
  #part: PartWriter | null = null;
  /** The part before it. */
  #closed: PartWriter | null = null;
  #needsKeyframe = false;
  /** Given up since the part before. */
  #lostPictures = 0;
  /** The session was stopped since the part before, and goes on. */
  #afterStop = false;
  /** Session that the three counts after this are of. */
  #counted: string | null = null;
  #parts = 0;
  #closedBytes = 0;
  #closedSeconds = 0;
  #writtenMs = 0;
  /** When the write that is under way began; null while there is none. */
  #writingMs: number | null = null;
  /** Frames that the reader had lost when the last write ended, and when it was seen that they had become more. */
  #lostFrames = 0;
  #lostMs = Number.NEGATIVE_INFINITY;
  #cancelAgain: (() => void) | null = null;
  /** One thing at a time touches the part: writing, rotating, closing. */
  #work: Promise<void> = Promise.resolve();
  #scheduled = false;

  constructor(options: JournalOptions) {
    this.#options = options;
    this.#disk = new RecordingDisk(options);
  }

  get status(): RecordingStatus {
    return {
      ...this.#phaseNow(),
      seconds: this.#closedSeconds + (this.#part?.seconds ?? 0),
      bytes: this.#closedBytes + (this.#part?.bytes ?? 0),
      parts: this.#parts,
    };
  }

  /** Session whose folder is being written. */
  get session(): string | null {
    return this.#session;
  }

  ensureStarted(session: string): void {
    if (this.#session === session) return;
    inBackground(this.ensureStopped());
    this.#session = session;
    // After what the session before still had to write.
    inBackground(
      this.#do(async () => {
        this.#countFor(session);
        this.#lostFrames = 0;
      }),
    );
    this.#become('starting', null);
    const { hub } = this.#options;
    // A talk that is taken up again has been behind the end slate until now.
    const options = { name: 'journal', fromNextKeyframe: true, ...QUEUE };
    this.#reader = hub.addReader({ ...options, onReadable: () => this.#schedule() });
  }

  /** Resolves when everything that had come is on the disk. Safe twice. With `only`, another session than this goes on. */
  async ensureStopped(only?: string): Promise<void> {
    const session = this.#session;
    if (session === null || (only !== undefined && session !== only)) return this.#work;
    this.#session = null;
    this.#cancelAgain?.();
    this.#cancelAgain = null;
    const reader = this.#reader;
    this.#reader = null;
    // Now, not when the disk gets to it: what comes next is the end slate, or the next talk.
    reader?.seal();
    await this.#do(async () => {
      try {
        if (reader) await this.#write(reader, session);
      } finally {
        reader?.close();
        this.#tags = new UnwrittenTags();
        await this.#closePart();
      }
    });
    if (this.#session === null) this.#become('off', null);
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.clock.after(GATHER_MS, () => {
      this.#scheduled = false;
      // After a failure it waits in the reader, which forgets the oldest when that lasts.
      if (this.#cancelAgain === null) this.#writeOn();
    });
  }

  #writeOn(): void {
    const [reader, session] = [this.#reader, this.#session];
    if (reader && session !== null) inBackground(this.#do(() => this.#write(reader, session)));
  }

  /** Runs after what was asked before; a failure ends the part until there is a disk again. */
  #do(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#fail(error as NodeJS.ErrnoException));
    return this.#work;
  }

  async #write(reader: HubReader, session: string): Promise<void> {
    const { clock } = this.#options;
    // A failed write is tried again by its own timer, not by a write that was asked for before.
    if (this.#cancelAgain) return;
    this.#writingMs = clock.monotonicMs();
    try {
      if (this.#phase === 'failed') await this.#disk.requireAgain();
      else await this.#disk.require(this.#part);
      for (let batch = this.#tags.next(reader); batch; batch = this.#tags.next(reader)) {
        await this.#put(batch, session);
        this.#tags.done();
      }
    } finally {
      this.#writingMs = null;
      this.#noteLosses(reader);
    }
    if (this.#session !== session) return;
    if (this.#part && this.#part.seconds > 0) {
      if (this.#phase === 'failed') {
        const { lostVideoFrames, lostAudioFrames } = reader;
        this.#options.logger.info({ parts: this.#parts, lostVideoFrames, lostAudioFrames }, 'recording goes on');
      }
      if (this.#phase !== 'recording') this.#become('recording', null);
    } else if (this.#phase === 'failed') this.#become('starting', null);
  }

  async #put({ head, tags, isNewPicture, lost }: Batch, session: string): Promise<void> {
    // Where something is missing a new part begins, which says so.
    if (isNewPicture || lost.pictures + lost.sounds > 0) await this.#closePart();
    // Pictures that go on from what is no longer there cannot be decoded.
    if (!this.#part && this.#closed && !(await holds(this.#closed))) this.#needsKeyframe = true;
    const fit = this.#needsKeyframe ? fromKeyframe(tags) : tags;
    const lostPictures = this.#lostPictures + lost.pictures + tags.length - fit.length;
    // A part begins with its first frame: a picture comes later than the sound of its time.
    const [first] = fit.filter(({ sequenceHeader }) => !sequenceHeader).sort((a, b) => a.readerMs - b.readerMs);
    if (!this.#part && first) this.#part = await this.#createPart(session, head, this.#startAt(first, lostPictures));
    if (!this.#part) this.#lostPictures = lostPictures;
    if (!this.#part || fit.length === 0) return;
    await this.#part.write(fit);
    this.#lostPictures = 0;
    if (tags.some(({ keyframe }) => keyframe)) this.#needsKeyframe = false;
    this.#writtenMs = this.#options.clock.monotonicMs();
  }

  /** Logs losses; those of a failed disk are reported when it takes frames again. */
  #noteLosses({ lostVideoFrames, lostAudioFrames }: HubReader): void {
    const { clock, logger } = this.#options;
    const lost = lostVideoFrames + lostAudioFrames;
    if (lost > this.#lostFrames && this.#phase !== 'failed') {
      this.#lostMs = clock.monotonicMs();
      logger.error({ lostVideoFrames, lostAudioFrames }, 'the disk is too slow: frames lost to the recording so far');
    }
    this.#lostFrames = lost;
  }

  /** Reports a disk that does not keep up, while it does not. */
  #phaseNow(): { phase: RecordingPhase; reason: Reason | null } {
    const [phase, reason, reader] = [this.#phase, this.#reason, this.#reader];
    if ((phase !== 'recording' && phase !== 'starting') || !reader) return { phase, reason };
    const nowMs = this.#options.clock.monotonicMs();
    const lost = reader.lostVideoFrames + reader.lostAudioFrames - this.#lostFrames;
    const waitedMs = nowMs - (this.#writingMs ?? nowMs);
    const tech = `a write takes ${Math.round(waitedMs)} ms, ${Math.round(reader.queuedMs)} ms wait, ${lost} frames lost`;
    if (lost > 0 || nowMs - this.#lostMs < LOSS_REPORTED_MS)
      return { phase: 'failed', reason: because('diskStalled', tech) };
    if (waitedMs > STALE_MS || reader.queuedMs > STALE_MS)
      return { phase: 'starting', reason: because('diskSlow', tech) };
    return { phase: nowMs - this.#writtenMs > STALE_MS ? 'starting' : phase, reason };
  }

  /** A session that is resumed goes on counting. */
  #countFor(session: string): void {
    this.#afterStop = this.#counted === session;
    if (this.#afterStop) return;
    this.#counted = session;
    this.#closed = null;
    this.#lostPictures = 0;
    this.#parts = 0;
    this.#closedBytes = 0;
    this.#closedSeconds = 0;
  }

  #startAt(first: FlvTag, lostPictures: number): PartStart {
    const { clock, isClockTrusted } = this.#options;
    return partStart(first, { clock, clockTrusted: isClockTrusted(), lostPictures, afterStop: this.#afterStop });
  }

  async #createPart(session: string, head: FlvTag[], start: PartStart): Promise<PartWriter> {
    const { folder, clock, hub, onWritten } = this.#options;
    const own = join(folder, session);
    await makeFolder(own);
    await syncDirectory(folder);
    const number =
      1 + Math.max(0, ...(await readdir(own)).map((name) => Number(/^part-(\d+)\.flv$/.exec(name)?.[1] ?? 0)));
    const path = join(own, `part-${String(number).padStart(4, '0')}.flv`);
    const hasVideo = hub.videoConfig !== null || head.some(({ kind }) => kind === 'video');
    const metadata = head.find(({ kind }) => kind === 'script');
    const ownHead = [partStartTag(metadata, start), ...head.filter((tag) => tag !== metadata)];
    const part = await PartWriter.create(path, {
      clock,
      hasVideo,
      head: ownHead,
      hasPlenty: this.#disk.hasPlenty,
      onWritten,
    });
    this.#parts = number;
    this.#afterStop = false;
    return part;
  }

  async #closePart(): Promise<void> {
    const part = this.#part;
    this.#part = null;
    if (!part) return;
    if (part.isEmpty) this.#parts--;
    else this.#closed = part;
    this.#closedBytes += part.isEmpty ? 0 : part.bytes;
    this.#closedSeconds += part.seconds;
    await part.close();
    if (part.isEmpty) await rm(part.path, { force: true });
  }

  /** The part is closed as it is, playable; live goes on; a new part begins when the disk takes bytes again. */
  async #fail(error: NodeJS.ErrnoException): Promise<void> {
    const { logger, clock } = this.#options;
    const reason = diskReason(error);
    if (reason.code !== this.#reason?.code) logger.error({ code: error.code, tech: error.message }, 'recording failed');
    await this.#closePart().catch(() => {});
    if (this.#session === null) return;
    this.#become('failed', reason);
    this.#cancelAgain?.();
    this.#cancelAgain = clock.after(AGAIN_MS, () => {
      this.#cancelAgain = null;
      this.#writeOn();
    });
  }

  #become(phase: RecordingPhase, reason: Reason | null): void {
    this.#phase = phase;
    this.#reason = reason;
    this.#options.onChange();
  }
}

/** True if all that was written is there. */
async function holds({ path, bytes }: PartWriter): Promise<boolean> {
  return stat(path).then(
    ({ size }) => size >= bytes,
    () => false,
  );
}

/** Sound, and pictures from the first that needs no other. */
function fromKeyframe(tags: HubTag[]): HubTag[] {
  const first = tags.findIndex(({ keyframe }) => keyframe);
  return tags.filter((tag, index) => tag.kind === 'audio' || tag.sequenceHeader || (first >= 0 && index >= first));
}
