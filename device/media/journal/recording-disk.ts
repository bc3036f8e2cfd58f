/** The disk under a recording: has it room, and is it still the one that was written to? */
import { stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import type { PartWriter } from './part-writer.ts';

const CHECK_MS = 5000;
/** More room than the limit to go on again, or a disk at its limit gives part after part of a second each: a minute's. */
const RESUME_BYTES = 20_000_000;
const RESUME_SHARE = 0.1;
/** With so much above the limit a part gets room ahead, which counts as used: more than it takes, and than it takes to go on. */
const AHEAD_BYTES = 100_000_000;

export interface RecordingDiskOptions {
  clock: Clock;
  /** `DIR/recordings`. */
  folder: string;
  minFreeBytes(): number;
}

export class RecordingDisk {
  readonly #options: RecordingDiskOptions;
  #checkedMs = Number.NEGATIVE_INFINITY;
  #hasPlenty = false;
  /** Where the last part went. */
  #last: Pick<PartWriter, 'path' | 'device'> | null = null;

  constructor(options: RecordingDiskOptions) {
    this.#options = options;
  }

  /** Room ahead of a part would take none from anybody, at the last check. */
  get hasPlenty(): boolean {
    return this.#hasPlenty;
  }

  /**
   * Call before each write: checks every few seconds, and sees to the part's room.
   * @throws when the disk is full, or the open part is no longer on it
   */
  async require(part: PartWriter | null): Promise<void> {
    const { clock, folder, minFreeBytes } = this.#options;
    if (clock.monotonicMs() - this.#checkedMs < CHECK_MS) return;
    // An open file takes bytes also when its folder is gone or its disk unmounted.
    if (part) this.#last = part;
    if (part && !(await isAt(part))) throw gone(`${part.path} is no longer there`);
    await this.#requireFree((await nearest(folder)).path, minFreeBytes());
    if (this.#hasPlenty) await part?.makeRoom();
    this.#checkedMs = clock.monotonicMs();
  }

  /** Call after a failure, before a new part is begun. @throws while the disk is full or another one is in its place. */
  async requireAgain(): Promise<void> {
    const { folder, minFreeBytes } = this.#options;
    this.#checkedMs = Number.NEGATIVE_INFINITY;
    // A folder that was removed is made again; that of another disk is the empty place where ours was mounted.
    const there = await nearest(folder);
    if (this.#last && there.device !== this.#last.device && (await deviceOf(this.#last.path)) === null)
      throw gone(`${there.path} is on another disk`);
    const least = minFreeBytes();
    await this.#requireFree(there.path, least + Math.min(RESUME_BYTES, least * RESUME_SHARE));
  }

  async #requireFree(path: string, leastBytes: number): Promise<void> {
    const { bavail, bsize } = await statfs(path);
    const free = bavail * bsize;
    this.#hasPlenty = free > leastBytes + AHEAD_BYTES;
    if (free < leastBytes) throw noRoom(free);
  }
}

async function isAt({ path, device, inode }: PartWriter): Promise<boolean> {
  const found = await stat(path).catch(() => null);
  return found?.dev === device && found.ino === inode;
}

/** The folder, or the one above it that is there. */
async function nearest(path: string): Promise<{ path: string; device: number | null }> {
  const device = await deviceOf(path);
  return device === null && dirname(path) !== path ? nearest(dirname(path)) : { path, device };
}

async function deviceOf(path: string): Promise<number | null> {
  return stat(path).then(
    ({ dev }) => dev,
    () => null,
  );
}

const noRoom = (bytes: number) => Object.assign(new Error(`${bytes} bytes free`), { code: 'ENOSPC' });
const gone = (what: string) => Object.assign(new Error(what), { code: 'ENOENT' });
