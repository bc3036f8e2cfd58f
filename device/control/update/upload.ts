/** Writes an uploaded file to the disk as it arrives. It is never whole in memory. */
import { type FileHandle, open, rename, rm, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Readable } from 'node:stream';
import { makeFolder, syncDirectory } from '../../platform/durable-file.ts';
import { because, type Reason } from '../../reason.ts';

/** A package has 1 MB. */
const MAX_BYTES = 50_000_000;
/**
 * A refused file is read on and dropped, because a client that is still sending sees no answer. Beyond this limit the
 * connection is cut.
 */
const DROPPED_MAX_BYTES = 250_000_000;

/** Null once the whole file is on the disk as `path`. */
export async function upload(body: Readable, declaredBytes: number | null, path: string): Promise<Reason | null> {
  const taking = new Taking(path, declaredBytes);
  let bytes = 0;
  try {
    await taking.begin();
    for await (const chunk of body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      await taking.write(chunk);
      if (bytes > DROPPED_MAX_BYTES) break;
    }
  } catch (error) {
    taking.refuse(because('updateCutOff', `after ${bytes} bytes: ${(error as Error).message}`));
  }
  return taking.end();
}

/** One file on its way to the disk, until something is wrong with it. */
class Taking {
  readonly #path: string;
  readonly #part: string;
  readonly #declaredBytes: number | null;
  #file: FileHandle | null = null;
  #bytes = 0;
  #refusal: Reason | null = null;

  constructor(path: string, declaredBytes: number | null) {
    this.#path = path;
    this.#part = `${path}.part`;
    this.#declaredBytes = declaredBytes;
  }

  refuse(reason: Reason): void {
    this.#refusal ??= reason;
  }

  async begin(): Promise<void> {
    const declaredBytes = this.#declaredBytes ?? 0;
    await this.#onDisk(async () => {
      await makeFolder(dirname(this.#path));
      const { bavail, bsize } = await statfs(dirname(this.#path));
      if (declaredBytes > MAX_BYTES) this.refuse(tooLarge(declaredBytes));
      if (declaredBytes > bavail * bsize) this.refuse(because('updateNoRoom', `${bavail * bsize} bytes are free`));
      if (!this.#refusal) this.#file = await open(this.#part, 'w', 0o600);
    });
  }

  async write(chunk: Buffer): Promise<void> {
    this.#bytes += chunk.length;
    if (this.#bytes > MAX_BYTES) this.refuse(tooLarge(this.#bytes));
    if (!this.#refusal) await this.#onDisk(() => this.#file?.writeFile(chunk));
  }

  async end(): Promise<Reason | null> {
    if (!this.#refusal) await this.#onDisk(() => this.#file?.sync());
    await this.#file?.close().catch(() => {});
    if (!this.#refusal)
      await this.#onDisk(async () => {
        await rename(this.#part, this.#path);
        await syncDirectory(dirname(this.#path));
      });
    if (this.#refusal) await rm(this.#part, { force: true }).catch(() => {});
    return this.#refusal;
  }

  async #onDisk(work: () => Promise<void> | undefined): Promise<void> {
    try {
      await work();
    } catch (error) {
      this.refuse(because('updateNoRoom', (error as Error).message));
    }
  }
}

function tooLarge(bytes: number): Reason {
  return because('updateTooLarge', `${bytes} bytes`, { maximum: MAX_BYTES / 1_000_000 });
}
