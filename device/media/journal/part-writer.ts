/** One FLV part on the disk: tags are appended, synced on a period, and there is nothing to finalise. */
import { type FileHandle, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import { syncDirectory } from '../../platform/durable-file.ts';
import type { FlvTag } from '../flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../flv/flv-writer.ts';
import type { HubTag } from '../hub/tag-hub.ts';

/**
 * Every second write, as they come each 400 ms: at most 0.8 s of media is unsynced. Oftener would wear the card: each
 * sync also writes the file system's journal (about 16 kB beside 250 kB of media).
 */
const SYNC_MS = 600;

export class PartWriter {
  readonly path: string;
  readonly #file: FileHandle;
  readonly #clock: Clock;
  #syncedMs: number;
  /** Reader time of this part's first tag: a part starts at 0. */
  #zeroMs: number | null = null;
  #bytes = 0;
  #lengthMs = 0;

  private constructor(path: string, file: FileHandle, clock: Clock) {
    this.path = path;
    this.#file = file;
    this.#clock = clock;
    this.#syncedMs = clock.monotonicMs();
  }

  /** `head`: metadata and sequence headers. Creates the file, which must not be there yet, and makes its name survive a power cut. */
  static async create(path: string, options: { clock: Clock; hasVideo: boolean; head: FlvTag[] }): Promise<PartWriter> {
    const file = await open(path, 'wx');
    const part = new PartWriter(path, file, options.clock);
    const head = options.head.flatMap((tag) => restamped(tag, 0));
    await part.#append([flvFileHeader({ audio: true, video: options.hasVideo }), ...head]);
    await file.sync();
    await syncDirectory(dirname(path));
    return part;
  }

  get bytes(): number {
    return this.#bytes;
  }

  get seconds(): number {
    return this.#lengthMs / 1000;
  }

  async write(tags: HubTag[]): Promise<void> {
    const buffers: Buffer[] = [];
    for (const tag of tags) {
      this.#zeroMs ??= tag.readerMs;
      const partMs = Math.max(0, tag.readerMs - this.#zeroMs);
      this.#lengthMs = Math.max(this.#lengthMs, partMs);
      buffers.push(...restamped(tag, partMs));
    }
    await this.#append(buffers);
    if (this.#clock.monotonicMs() - this.#syncedMs >= SYNC_MS) {
      await this.#file.datasync();
      this.#syncedMs = this.#clock.monotonicMs();
    }
  }

  async close(): Promise<void> {
    try {
      await this.#file.datasync();
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
