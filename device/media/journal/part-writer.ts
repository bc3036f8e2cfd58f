/** One FLV part on the disk: tags are appended, synced on a period, and there is nothing to finalise. */
import type { Stats } from 'node:fs';
import { type FileHandle, open, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import { syncDirectory } from '../../platform/durable-file.ts';
import { fallocate } from '../../platform/fallocate.ts';
import type { FlvTag } from '../flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../flv/flv-writer.ts';
import type { HubTag } from '../hub/tag-hub.ts';

/**
 * Every third write, as they come each 400 ms: at most 1.2 s of media is unsynced, of the 2 s that a power cut may cost.
 * Oftener would wear the card: each sync also writes the file system's journal (26 kB beside 315 kB of media at 2 Mb/s).
 */
const SYNC_MS = 1000;

/**
 * A sync of bytes that have their place on the disk already writes 18 kB of the file system's journal in place of 26: 1.06
 * times the media in place of 1.08. A minute's worth at 2 Mb/s; it is checked each 5 s, in which 1.3 MB come.
 */
const ROOM_BYTES = 16 * 1024 * 1024;
const LEAST_ROOM_BYTES = 4 * 1024 * 1024;

/** Tags are in the file, and synced where a sync was due. */
export type OnWritten = (bytes: number, tookMs: number) => void;

export class PartWriter {
  readonly path: string;
  /** Device and inode of the file distinguish it from another at its path. */
  readonly device: number;
  readonly inode: number;
  readonly #file: FileHandle;
  readonly #clock: Clock;
  readonly #onWritten: OnWritten | undefined;
  #syncedMs: number;
  /** Reader time of the earliest of the tags written first: a part starts at 0. */
  #zeroMs: number | null = null;
  #bytes = 0;
  #lengthMs = 0;

  #headBytes = 0;
  /** Up to here the file has its place on the disk; beyond any length where that cannot be had. */
  #roomBytes = 0;

  private constructor(
    path: string,
    file: FileHandle,
    { dev, ino }: Stats,
    { clock, onWritten }: { clock: Clock; onWritten?: OnWritten | undefined },
  ) {
    this.path = path;
    this.device = dev;
    this.inode = ino;
    this.#file = file;
    this.#clock = clock;
    this.#syncedMs = clock.monotonicMs();
    this.#onWritten = onWritten;
  }

  /**
   * `head`: metadata and sequence headers. `hasPlenty`: its disk may give it room ahead. Creates the file, which must not be there yet, and
   * makes its name survive a power cut.
   */
  static async create(
    path: string,
    options: {
      clock: Clock;
      hasVideo: boolean;
      head: FlvTag[];
      hasPlenty?: boolean;
      onWritten?: OnWritten | undefined;
    },
  ): Promise<PartWriter> {
    const file = await open(path, 'wx');
    try {
      const part = new PartWriter(path, file, await file.stat(), options);
      // From its first byte on: a file of few pieces has them listed in its inode, and no block more to write at each sync.
      if (options.hasPlenty) await part.makeRoom();
      const head = options.head.flatMap((tag) => restamped(tag, 0));
      await part.#append([flvFileHeader({ audio: true, video: options.hasVideo }), ...head]);
      part.#headBytes = part.#bytes;
      await file.sync();
      await syncDirectory(dirname(path));
      return part;
    } catch (error) {
      await file.close().catch(() => {});
      await rm(path, { force: true }).catch(() => {});
      throw error;
    }
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** No tag has come into it yet. */
  get isEmpty(): boolean {
    return this.#bytes === this.#headBytes;
  }

  get seconds(): number {
    return this.#lengthMs / 1000;
  }

  /** All of them, or none: what a failing disk took of them is cut off again, so that they can go to the next part. */
  async write(tags: HubTag[]): Promise<void> {
    this.#zeroMs ??= tags.reduce((earliest, { readerMs }) => Math.min(earliest, readerMs), Number.POSITIVE_INFINITY);
    const before = { bytes: this.#bytes, lengthMs: this.#lengthMs };
    const startedMs = this.#clock.monotonicMs();
    try {
      await this.#append(tags.flatMap((tag) => restamped(tag, this.#place(tag))));
      if (this.#clock.monotonicMs() - this.#syncedMs >= SYNC_MS) {
        await this.#file.datasync();
        this.#syncedMs = this.#clock.monotonicMs();
      }
      this.#onWritten?.(this.#bytes - before.bytes, this.#clock.monotonicMs() - startedMs);
    } catch (error) {
      this.#bytes = before.bytes;
      this.#lengthMs = before.lengthMs;
      await this.#file.truncate(before.bytes).catch(() => {});
      this.#roomBytes = before.bytes;
      throw error;
    }
  }

  /** Sees to it that what comes next has its place on the disk. Not while something is written. */
  async makeRoom(): Promise<void> {
    if (this.#roomBytes - this.#bytes >= LEAST_ROOM_BYTES) return;
    const offset = Math.max(this.#bytes, this.#roomBytes);
    const isMade = await fallocate(this.path, 'keep-size', { offset, bytes: ROOM_BYTES });
    this.#roomBytes = isMade ? offset + ROOM_BYTES : Number.POSITIVE_INFINITY;
  }

  /** @returns its time in this part, in ms. */
  #place(tag: HubTag): number {
    const partMs = Math.max(0, tag.readerMs - (this.#zeroMs ?? 0));
    this.#lengthMs = Math.max(this.#lengthMs, partMs);
    return partMs;
  }

  async close(): Promise<void> {
    try {
      await this.#file.datasync();
      // The room ahead goes back.
      await this.#file.truncate(this.#bytes);
    } finally {
      await this.#file.close();
    }
  }

  async #append(buffers: Buffer[]): Promise<void> {
    const wanted = buffers.reduce((sum, buffer) => sum + buffer.length, 0);
    let { bytesWritten } = await this.#file.writev(buffers);
    // A disk that fills up takes a part of what it is given, then says so.
    if (bytesWritten < wanted) {
      const rest = Buffer.concat(buffers).subarray(bytesWritten);
      await this.#file.writeFile(rest);
      bytesWritten += rest.length;
    }
    this.#bytes += bytesWritten;
  }
}
