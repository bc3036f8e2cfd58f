/** Entries that wait to be delivered, on the disk: one small file for each, written durably, in the order of arrival. */
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeFolder, readIfThere, syncDirectory, writeDurably } from '../platform/durable-file.ts';

/** An entry, or its address, can be a secret. */
const SECRET_MODE = 0o600;
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,200}$/;

export interface QueueEntry {
  /** Name of its file, the same at each try: a recipient recognises a repeat. */
  id: string;
  queuedWallMs: number;
  /** `queuedWallMs` is by a clock that was set. */
  clockTrusted: boolean;
}

export interface DiskQueueOptions<Entry extends QueueEntry> {
  folder: string;
  /** True if the rest of an entry is as expected: its file may be damaged, or of another version. */
  isSound(entry: Partial<Entry>): boolean;
}

export class DiskQueue<Entry extends QueueEntry> {
  readonly #options: DiskQueueOptions<Entry>;
  #entries: readonly Entry[] = [];

  constructor(options: DiskQueueOptions<Entry>) {
    this.#options = options;
  }

  /** Oldest first: those that may go. */
  get entries(): readonly Entry[] {
    return this.#entries;
  }

  /**
   * Reads what waited before a restart. Returns how many files were damaged, and are set aside beside the others.
   * @param isHeld true for what is about to be written again, and does not go before it is admitted
   */
  async load(isHeld: (entry: Entry) => boolean = () => false): Promise<number> {
    const { folder } = this.#options;
    const names = (await readdir(folder).catch((): string[] => [])).filter((name) => name.endsWith('.json'));
    let damaged = 0;
    const entries: Entry[] = [];
    for (const name of names) {
      const path = join(folder, name);
      const entry = this.#parsed(await readIfThere(path).catch(() => ''));
      if (entry && `${entry.id}.json` === name) {
        if (!isHeld(entry)) entries.push(entry);
        continue;
      }
      damaged++;
      await rename(path, `${path}.damaged`).catch(() => {});
    }
    this.#entries = entries.sort((one, other) => one.queuedWallMs - other.queuedWallMs || (one.id < other.id ? -1 : 1));
    return damaged;
  }

  /** On the disk, so that a restart finds it; it does not go yet. @throws when the disk does not take it: full, read-only, gone */
  async write(entry: Entry): Promise<void> {
    await makeFolder(this.#options.folder);
    await writeDurably(this.#pathOf(entry.id), `${JSON.stringify(entry)}\n`, SECRET_MODE);
  }

  /** May go from now on, from memory where the disk has not taken it; one of the same id is replaced. */
  admit(entry: Entry): void {
    this.#entries = [...this.#entries.filter(({ id }) => id !== entry.id), entry];
  }

  /** Never goes again while the service lives. @throws when it stays on the disk, and goes once more after a restart */
  async remove(id: string): Promise<void> {
    this.#entries = this.#entries.filter((entry) => entry.id !== id);
    await rm(this.#pathOf(id), { force: true });
    // There is no folder where no entry was ever taken by the disk.
    await syncDirectory(this.#options.folder).catch(unlessGone);
  }

  #pathOf(id: string): string {
    return join(this.#options.folder, `${id}.json`);
  }

  #parsed(text: string | null): Entry | null {
    try {
      const entry = JSON.parse(text ?? '') as Partial<Entry> | null;
      const isSound =
        typeof entry?.id === 'string' &&
        PLAIN_NAME.test(entry.id) &&
        typeof entry.queuedWallMs === 'number' &&
        typeof entry.clockTrusted === 'boolean' &&
        this.#options.isSound(entry);
      return isSound ? (entry as Entry) : null;
    } catch {
      return null;
    }
  }
}

function unlessGone(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT' && error.code !== 'ENOTDIR') throw error;
}
