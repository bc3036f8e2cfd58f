/** Free space of the disk that takes the recordings, looked up now and then and given at once. */
import { statfs } from 'node:fs/promises';
import type { Clock } from '../platform/clock.ts';

/** At 2.5 Mb/s the disk fills by 3 MB in this time. */
const LOOK_EVERY_MS = 10_000;

export class DiskSpace {
  readonly #folder: string;
  readonly #clock: Clock;
  #freeBytes = 0;
  #cancel = () => {};

  constructor(folder: string, clock: Clock) {
    this.#folder = folder;
    this.#clock = clock;
  }

  async start(): Promise<void> {
    await this.#look();
  }

  stop(): void {
    this.#cancel();
  }

  /** 0 while the disk does not answer. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  async #look(): Promise<void> {
    const found = await statfs(this.#folder).catch(() => null);
    this.#freeBytes = found ? found.bavail * found.bsize : 0;
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => void this.#look());
  }
}
