/** Keeps the running session recorded: parts of FLV in its folder, written as the hub delivers, whatever else happens. */
import { mkdir, readdir, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import { syncDirectory } from '../../platform/durable-file.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';
import { payloadOf } from '../flv/flv-tag.ts';
import type { HubReader, HubTag, TagHub } from '../hub/tag-hub.ts';
import { PartWriter } from './part-writer.ts';

/** Tags are gathered this long and written as one: 2.5 writes a second in place of 80. What `kill -9` can cost. */
const GATHER_MS = 400;
/** A disk that takes nothing for half a minute has failed; until then everything waits in memory (25 Mb/s at the most). */
const QUEUE = { maxQueuedBytes: 96_000_000, maxQueuedMs: 30_000 };
/** Frames come 30 times a second; 3 s without one on the disk is no recording, whatever the reason. */
const STALE_MS = 3000;
/** After a failure: is there room again, is the disk back? */
const AGAIN_MS = 5000;
const ROOM_LOOK_MS = 5000;

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
  onChange(): void;
}

export class Journal {
  readonly #options: JournalOptions;
  #session: string | null = null;
  #phase: RecordingPhase = 'off';
  #reason: Reason | null = null;
  #reader: HubReader | null = null;
  #part: PartWriter | null = null;
  /** Session that the three counts after this are of. */
  #counted: string | null = null;
  #parts = 0;
  #closedBytes = 0;
  #closedSeconds = 0;
  #videoConfig: Buffer | null = null;
  #writtenMs = 0;
  #roomLookedMs = Number.NEGATIVE_INFINITY;
  #cancelAgain: (() => void) | null = null;
  /** One thing at a time touches the part: writing, rotating, closing. */
  #work: Promise<void> = Promise.resolve();
  #scheduled = false;

  constructor(options: JournalOptions) {
    this.#options = options;
  }

  get status(): RecordingStatus {
    return {
      phase: this.#phase === 'recording' && this.#isStale() ? 'starting' : this.#phase,
      seconds: this.#closedSeconds + (this.#part?.seconds ?? 0),
      bytes: this.#closedBytes + (this.#part?.bytes ?? 0),
      parts: this.#parts,
      reason: this.#reason,
    };
  }

  /** Session whose folder is being written. */
  get session(): string | null {
    return this.#session;
  }

  ensureStarted(session: string): void {
    if (this.#session === session) return;
    void this.ensureStopped();
    this.#session = session;
    // After what the session before still had to write.
    void this.#do(async () => this.#countFor(session));
    this.#become('starting', null);
    this.#listen();
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
      if (reader) await this.#write(reader, session);
      reader?.close();
      await this.#closePart();
    });
    if (this.#session === null) this.#become('off', null);
  }

  #listen(): void {
    this.#reader = this.#options.hub.addReader({ name: 'journal', ...QUEUE, onReadable: () => this.#schedule() });
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.clock.after(GATHER_MS, () => {
      this.#scheduled = false;
      const [reader, session] = [this.#reader, this.#session];
      if (reader && session !== null) void this.#do(() => this.#write(reader, session));
    });
  }

  /** Runs after what was asked before; a failure ends the recording until there is a disk again. */
  #do(work: () => Promise<void>): Promise<void> {
    this.#work = this.#work.then(work).catch((error: unknown) => this.#fail(error as NodeJS.ErrnoException));
    return this.#work;
  }

  async #write(reader: HubReader, session: string): Promise<void> {
    await this.#requireRoom();
    let gathered: HubTag[] = [];
    for (let tag = reader.take(); tag; tag = reader.take()) {
      if (tag.kind === 'video' && tag.sequenceHeader && this.#needsNewPart(tag, gathered)) {
        await this.#append(gathered, session);
        gathered = [];
        await this.#closePart();
      }
      gathered.push(tag);
    }
    await this.#append(gathered, session);
    if (this.#phase === 'starting' && this.#part && this.#part.seconds > 0) this.#become('recording', null);
  }

  /** A picture of another size or encoder cannot follow in the same track of an MP4. */
  #needsNewPart(tag: HubTag, gathered: HubTag[]): boolean {
    const config = payloadOf(tag);
    const changed = this.#videoConfig !== null && !this.#videoConfig.equals(config);
    this.#videoConfig = Buffer.from(config);
    return changed && (this.#part !== null || gathered.length > 0);
  }

  async #append(tags: HubTag[], session: string): Promise<void> {
    if (tags.length === 0) return;
    this.#part ??= await this.#createPart(session);
    await this.#part.write(tags.filter(({ kind }) => kind !== 'script'));
    this.#writtenMs = this.#options.clock.monotonicMs();
  }

  #isStale(): boolean {
    return this.#options.clock.monotonicMs() - this.#writtenMs > STALE_MS;
  }

  /** A session that is resumed goes on counting. */
  #countFor(session: string): void {
    if (this.#counted === session) return;
    this.#counted = session;
    this.#parts = 0;
    this.#closedBytes = 0;
    this.#closedSeconds = 0;
  }

  async #createPart(session: string): Promise<PartWriter> {
    const { folder, hub, clock } = this.#options;
    const own = join(folder, session);
    await mkdir(own, { recursive: true });
    await syncDirectory(folder);
    const number =
      1 + Math.max(0, ...(await readdir(own)).map((name) => Number(/^part-(\d+)\.flv$/.exec(name)?.[1] ?? 0)));
    const path = join(own, `part-${String(number).padStart(4, '0')}.flv`);
    // A part stands alone: each begins with what the reader is given only once. The same header again changes nothing.
    const head = [hub.metadata, hub.videoConfig, hub.audioConfig].filter((tag) => tag !== null);
    const part = await PartWriter.create(path, { clock, hasVideo: hub.videoConfig !== null, head });
    this.#parts = number;
    return part;
  }

  async #closePart(): Promise<void> {
    const part = this.#part;
    this.#part = null;
    if (!part) return;
    this.#closedBytes += part.bytes;
    this.#closedSeconds += part.seconds;
    await part.close();
  }

  async #requireRoom(): Promise<void> {
    const { clock, folder, minFreeBytes } = this.#options;
    if (clock.monotonicMs() - this.#roomLookedMs < ROOM_LOOK_MS) return;
    this.#roomLookedMs = clock.monotonicMs();
    const { bavail, bsize } = await statfs(folder);
    if (bavail * bsize < minFreeBytes())
      throw Object.assign(new Error(`${bavail * bsize} bytes free`), { code: 'ENOSPC' });
  }

  /** The part is closed as it is, playable; live goes on; a new part begins when the disk takes bytes again. */
  async #fail(error: NodeJS.ErrnoException): Promise<void> {
    const { logger, clock } = this.#options;
    logger.error({ code: error.code, tech: error.message }, 'recording failed');
    this.#reader?.close();
    this.#reader = null;
    await this.#closePart().catch(() => {});
    if (this.#session === null) return;
    const full = error.code === 'ENOSPC' || error.code === 'EDQUOT';
    this.#become('failed', because(full ? 'diskFull' : 'diskFailed', error.message));
    this.#cancelAgain?.();
    this.#cancelAgain = clock.after(AGAIN_MS, () => {
      this.#cancelAgain = null;
      this.#roomLookedMs = Number.NEGATIVE_INFINITY;
      void this.#requireRoom().then(
        () => {
          if (this.#session !== null && this.#reader === null) {
            this.#become('starting', null);
            this.#listen();
          }
        },
        (again: NodeJS.ErrnoException) => this.#fail(again),
      );
    });
  }

  #become(phase: RecordingPhase, reason: Reason | null): void {
    this.#phase = phase;
    this.#reason = reason;
    this.#options.onChange();
  }
}
