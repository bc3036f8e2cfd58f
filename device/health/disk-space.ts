/** The disk that takes the recordings, polled for its free space and for whether it can be written at all. */
import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import type { Clock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import { because, type Reason } from '../reason.ts';

/** At 2.5 Mb/s the disk fills by 3 MB in this time. */
const LOOK_EVERY_MS = 10_000;

export class DiskSpace {
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #lost: () => Reason | null;
  #freeBytes = 0;
  #reason: Reason | null = null;
  #cancel = () => {};

  /** @param lost the reason why data on the disk is gone at power-off; null where it lasts. */
  constructor(folder: string, clock: Clock, lost: () => Reason | null = () => null) {
    this.#folder = folder;
    this.#clock = clock;
    this.#lost = lost;
  }

  async start(): Promise<void> {
    await this.#poll();
  }

  stop(): void {
    this.#cancel();
  }

  /** 0 while the disk does not answer. */
  get freeBytes(): number {
    return this.#freeBytes;
  }

  /** The reason why the disk cannot be written, or why what is written does not last; null when all is well. */
  get reason(): Reason | null {
    return this.#reason ?? this.#lost();
  }

  async #poll(): Promise<void> {
    try {
      // The parent folder, where this one has not been made yet.
      const folder = await access(this.#folder).then(
        () => this.#folder,
        () => dirname(this.#folder),
      );
      const { bavail, bsize } = await statfs(folder);
      this.#freeBytes = bavail * bsize;
      await access(folder, constants.W_OK | constants.X_OK);
      this.#reason = null;
    } catch (error) {
      this.#reason = diskReason(error as NodeJS.ErrnoException);
      if (this.#reason.code === 'diskGone') this.#freeBytes = 0;
    }
    this.#cancel = this.#clock.after(LOOK_EVERY_MS, () => inBackground(this.#poll()));
  }
}

/** The reason behind a failed file operation on the disk. */
export function diskReason({ code, message }: NodeJS.ErrnoException): Reason {
  switch (code) {
    case 'ENOSPC':
    case 'EDQUOT':
      return because('diskFull', message);
    case 'EROFS':
      return because('diskReadOnly', message);
    case 'ENOENT':
    case 'ENODEV':
      return because('diskGone', message);
    default:
      return because('diskFailed', message);
  }
}
