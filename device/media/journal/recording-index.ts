/**
 * Index of all recordings, kept in memory: some 400 bytes each, so that thousands can be listed during a talk without
 * reading thousands of files. All who ask share one poll of the disk. It reads only what has changed: what the box itself
 * has changed, folders that came or went, and in turn some of the others, for changes by other hands.
 */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type RecordingFacts, type RecordingFiles, readFacts, recordingFiles } from './recording-folder.ts';

export interface IndexEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly startedAt: string;
  /** It was recorded or joined when it was read: what there is may be other files by now. */
  readonly wasBusy: boolean;
  /** Null where the folder has none that can be read. */
  readonly facts: RecordingFacts | null;
  readonly files: Pick<RecordingFiles, 'bytes'> & {
    readonly parts: number;
    readonly hasMp4: boolean;
    readonly hasPoster: boolean;
    readonly hasReceipt: boolean;
  };
}

interface Known {
  entry: IndexEntry;
  /** Time of its folder, before it was read. */
  folderMs: number;
  /** It was being written: the next poll reads it again, whatever its folder says. */
  isMoving: boolean;
}

export interface RecordingIndexOptions {
  folder: string;
  isRecording(name: string): boolean;
  /** It is being recorded or joined. */
  isBusy(id: string): boolean;
}

/** As many threads as Node reads files with. */
const READS_AT_ONCE = 4;
/** Recordings checked at each poll, in turn: with a poll a minute all of 5,000 within an hour. Those shown are always checked. */
const CHECKED_IN_TURN = 100;
/** Two changes within one tick of the file system's clock have the same time: 2 s on FAT, milliseconds elsewhere. */
const SETTLED_MS = 3000;

export class RecordingIndex {
  readonly #options: RecordingIndexOptions;
  readonly #known = new Map<string, Known>();
  readonly #stale = new Set<string>();
  readonly #checking = new Map<string, Promise<void>>();
  /** Newest first; null after a change. */
  #sorted: readonly IndexEntry[] | null = null;
  #polling: Promise<void> | null = null;
  #folderMs = Number.NaN;
  #turn = 0;

  constructor(options: RecordingIndexOptions) {
    this.#options = options;
  }

  /** Newest first. The same array, with the same entries, while nothing has changed. */
  async all(): Promise<readonly IndexEntry[]> {
    await this.#poll();
    return this.#inOrder();
  }

  /** Lists the folders without reading any. */
  async names(): Promise<string[]> {
    await this.#findFolders();
    return [...new Set([...this.#known.keys(), ...this.#stale])];
  }

  /** Those of them as their folders are now; without those that are gone. */
  async checked(entries: readonly IndexEntry[]): Promise<IndexEntry[]> {
    await inParallel(entries, ({ id }) => this.#check(id));
    return entries.flatMap(({ id }) => this.#known.get(id)?.entry ?? []);
  }

  /** Null where there is no such folder. */
  async find(id: string): Promise<IndexEntry | null> {
    await this.#read(id);
    return this.#known.get(id)?.entry ?? null;
  }

  /** Start of the recording, as last read; null where it is not known. */
  startOf(id: string): string | null {
    return this.#known.get(id)?.entry.startedAt ?? null;
  }

  /** The box has written into its folder. */
  changed(id: string): void {
    this.#stale.add(id);
  }

  /** The box has removed its folder, or given it another name. */
  gone(id: string): void {
    this.#stale.delete(id);
    if (this.#known.delete(id)) this.#sorted = null;
  }

  #inOrder(): readonly IndexEntry[] {
    this.#sorted ??= [...this.#known.values()].map(({ entry }) => entry).sort(newestFirst);
    return this.#sorted;
  }

  /** Sees all that was changed before the call, also where a poll was under way. */
  async #poll(): Promise<void> {
    if (this.#polling) await this.#polling;
    this.#polling ??= this.#pollOnce().finally(() => {
      this.#polling = null;
    });
    await this.#polling;
  }

  async #pollOnce(): Promise<void> {
    await this.#findFolders();
    for (const [id, { isMoving }] of this.#known) if (isMoving || this.#options.isBusy(id)) this.#stale.add(id);
    const stale = [...this.#stale];
    this.#stale.clear();
    await inParallel(stale, (id) => this.#read(id));
    await inParallel(this.#nextInTurn(), ({ id }) => this.#check(id));
  }

  async #findFolders(): Promise<void> {
    const { folder, isRecording } = this.#options;
    const folderMs = await stat(folder).then(
      ({ mtimeMs }) => mtimeMs,
      () => Number.NaN,
    );
    if (folderMs === this.#folderMs) return;
    const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
    // One that changes now may change again within the same tick.
    this.#folderMs = Date.now() - folderMs > SETTLED_MS ? folderMs : Number.NaN;
    const names = new Set(entries.filter((one) => one.isDirectory() && isRecording(one.name)).map(({ name }) => name));
    for (const id of this.#known.keys()) if (!names.has(id)) this.gone(id);
    for (const id of names) if (!this.#known.has(id)) this.#stale.add(id);
  }

  #nextInTurn(): readonly IndexEntry[] {
    const all = this.#inOrder();
    if (this.#turn >= all.length) this.#turn = 0;
    this.#turn += CHECKED_IN_TURN;
    return all.slice(this.#turn - CHECKED_IN_TURN, this.#turn);
  }

  /** Shared by all who want it at once. */
  #check(id: string): Promise<void> {
    const checking =
      this.#checking.get(id) ??
      this.#checkOnce(id).finally(() => {
        this.#checking.delete(id);
      });
    this.#checking.set(id, checking);
    return checking;
  }

  async #checkOnce(id: string): Promise<void> {
    const known = this.#known.get(id);
    const folderMs = await this.#folderTime(id);
    if (known?.folderMs !== folderMs || known.isMoving) await this.#read(id);
  }

  async #folderTime(id: string): Promise<number | null> {
    return stat(join(this.#options.folder, id)).then(
      (found) => (found.isDirectory() ? found.mtimeMs : null),
      () => null,
    );
  }

  async #read(id: string): Promise<void> {
    const folder = join(this.#options.folder, id);
    const isBusy = this.#options.isBusy(id);
    const folderMs = await this.#folderTime(id);
    if (folderMs === null) return this.gone(id);
    const [files, facts] = await Promise.all([recordingFiles(folder), readFacts(folder)]);
    const isEmpty = facts === null && files.bytes === 0;
    if (isEmpty && (await this.#folderTime(id)) === null) return this.gone(id);
    const entry: IndexEntry = {
      id,
      startedAt: facts?.startedAt ?? new Date(folderMs).toISOString(),
      wasBusy: isBusy,
      facts,
      files: {
        bytes: files.bytes,
        parts: files.parts.length,
        hasMp4: files.mp4 !== null,
        hasPoster: files.poster !== null,
        hasReceipt: files.receipt !== null,
      },
    };
    const ageMs = Date.now() - Math.max(folderMs, files.changedMs);
    const isMoving = isBusy || (ageMs >= 0 && ageMs < SETTLED_MS);
    const before = this.#known.get(id)?.entry;
    const isSame = before !== undefined && JSON.stringify(before) === JSON.stringify(entry);
    this.#known.set(id, { entry: isSame ? before : entry, folderMs, isMoving });
    if (!isSame) this.#sorted = null;
  }
}

function newestFirst(one: IndexEntry, other: IndexEntry): number {
  if (one.startedAt === other.startedAt) return one.id < other.id ? 1 : -1;
  return one.startedAt < other.startedAt ? 1 : -1;
}

async function inParallel<T>(items: readonly T[], task: (item: T) => Promise<void>): Promise<void> {
  const rest = items.values();
  await Promise.all(
    Array.from({ length: READS_AT_ONCE }, async () => {
      for (const item of rest) await task(item);
    }),
  );
}
