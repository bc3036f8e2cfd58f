/** The recordings on the disk: listed, found, removed; the unfinished ones taken up again at start-up. */
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { wallTimeOf } from '../../platform/boot-moment.ts';
import type { Clock } from '../../platform/clock.ts';
import { makeFolder, syncDirectory, unlessReadOnly } from '../../platform/durable-file.ts';
import { because, type Reason } from '../../reason.ts';
import type { Joiner } from './joiner.ts';
import type { Gap } from './placed-part.ts';
import { type RecordingFacts, readFacts, recordingFiles, writeFacts } from './recording-folder.ts';
import { type IndexEntry, RecordingIndex } from './recording-index.ts';
import {
  type RecordingEvent,
  type RecordingLifecycle,
  type RecordingState,
  recordingState,
} from './recording-lifecycle.ts';
import type { KeptRecording } from './retention.ts';

/** `YYYY-MM-DDTHH-MM-SS-slug` or `unsynced-…`: one plain name, never a path. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,120}$/;
/** Made while the clock was not set. */
export const isUnsynced = (id: string) => id.startsWith('unsynced-');
/** A folder on its way out: a power cut in the middle of a removal leaves no half recording behind. */
const REMOVED = '.removed-';
/** Recordings remembered when they are gone: a person who pages through a list asks again within minutes. */
const LEFT_KEPT = 200;

export interface RecordingSummary {
  id: string;
  title: string | null;
  startedAt: string;
  seconds: number;
  bytes: number;
  state: RecordingState;
  marks: { atSeconds: number; label: string }[];
  gaps: Gap[];
  /** How many FLV parts are still there. */
  parts: number;
  hasPoster: boolean;
  hasReceipt: boolean;
  /** From 0 to 1 while it is `finishing`. */
  progress: number | null;
  reason: Reason | null;
}

export interface RecordingLibraryOptions {
  folder: string;
  /** The session that is being recorded, with its seconds so far. */
  running(): { id: string; seconds: number } | null;
  joiner: Pick<Joiner, 'isBusyWith' | 'progressOf' | 'reasonOf'>;
  lifecycle: RecordingLifecycle;
}

export interface RecordingPage {
  recordings: RecordingSummary[];
  /** How many there are in all. */
  total: number;
  /** For `before` of the next page; null at the end. */
  next: string | null;
}

export class RecordingLibrary {
  readonly #options: RecordingLibraryOptions;
  readonly #index: RecordingIndex;
  /** Summaries of recordings that are not being written. */
  readonly #summaries = new WeakMap<IndexEntry, RecordingSummary>();
  /** Within one turn of the event loop. */
  #listed: { of: readonly IndexEntry[]; summaries: RecordingSummary[] } | null = null;
  /** Starts of recordings that are gone: a person who has seen one can ask for the next after it. */
  readonly #left = new Map<string, string>();

  constructor(options: RecordingLibraryOptions) {
    this.#options = options;
    this.#index = new RecordingIndex({
      folder: options.folder,
      isRecording: (name) => PLAIN_NAME.test(name),
      isBusy: (id) => this.#isBusy(id),
    });
    // A join leaves other files than it found.
    options.lifecycle.watch(({ type, id }) => {
      if (type === 'finished') this.#index.changed(id);
    });
  }

  /** Makes the folder, clears away what was being removed. @throws when the folder cannot be made, but for a read-only disk. */
  async open(): Promise<void> {
    const { folder } = this.#options;
    await makeFolder(folder).catch(unlessReadOnly);
    for (const name of await readdir(folder).catch((): string[] => [])) {
      // A folder that cannot be removed now takes room, and nothing else.
      if (name.startsWith(REMOVED)) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
    }
  }

  /** Ids of recordings that still have parts, the running one excepted. */
  async unfinished(): Promise<string[]> {
    const running = this.#options.running()?.id;
    return (await this.#index.all()).filter(({ id, files }) => files.parts > 0 && id !== running).map(({ id }) => id);
  }

  /** Newest first. What has not changed since the last call is the same object. */
  async list(): Promise<RecordingSummary[]> {
    const all = await this.#index.all();
    // All who have waited for the same poll get the same list: twenty lists of thousands cost one.
    if (this.#listed?.of === all) return this.#listed.summaries;
    const summaries = all.map((entry) => this.#summary(entry));
    this.#listed = { of: all, summaries };
    setImmediate(() => {
      this.#listed = null;
    });
    return summaries;
  }

  /**
   * Some of them, newest first, after the one that `before` names or after that time (ISO 8601). Null for a name that nobody
   * knows: one that was removed, or given another name, after it was listed is still known.
   */
  async page({ limit, before }: { limit: number; before: string | null }): Promise<RecordingPage | null> {
    const all = await this.#index.all();
    const from = before === null ? 0 : this.#placeAfter(all, before);
    if (from === null) return null;
    const entries = all.slice(from, from + limit);
    const recordings = (await this.#index.checked(entries)).map((entry) => this.#summary(entry));
    const isLast = from + entries.length >= all.length;
    return { recordings, total: all.length, next: isLast ? null : (entries.at(-1)?.id ?? null) };
  }

  async find(id: string): Promise<RecordingSummary | null> {
    const entry = PLAIN_NAME.test(id) ? await this.#index.find(id) : null;
    return entry && this.#summary(entry);
  }

  /** The one that began at that moment of a boot, whatever its name is by now. */
  async findStarted(startedOn: RecordingFacts['startedOn']): Promise<RecordingSummary | null> {
    const wanted = JSON.stringify(startedOn);
    const found = (await this.#index.all()).find(({ facts }) => JSON.stringify(facts?.startedOn) === wanted);
    return found ? this.#summary(found) : null;
  }

  /** @param listener is called after each event of a recording's life; must not throw. @returns ends the watch */
  watch(listener: (event: RecordingEvent) => void): () => void {
    return this.#options.lifecycle.watch(listener);
  }

  /** Somebody else has written into its folder. */
  changed(id: string): void {
    this.#index.changed(id);
  }

  async video(id: string, part = 1): Promise<{ path: string; contentType: string } | null> {
    if (!(await this.#exists(id))) return null;
    const { mp4, parts } = await recordingFiles(this.#path(id));
    if (mp4) return { path: mp4, contentType: 'video/mp4' };
    const path = parts[part - 1];
    return path ? { path, contentType: 'video/x-flv' } : null;
  }

  async poster(id: string): Promise<string | null> {
    return (await this.#exists(id)) ? (await recordingFiles(this.#path(id))).poster : null;
  }

  async remove(id: string): Promise<'removed' | 'unknown' | 'busy'> {
    if (!(await this.#exists(id))) return 'unknown';
    if (this.#isBusy(id)) return 'busy';
    const { folder } = this.#options;
    const leaving = join(folder, `${REMOVED}${id}`);
    await rename(this.#path(id), leaving);
    this.#forget(id);
    await syncDirectory(folder);
    // It is gone from here on, also where its files cannot be removed yet.
    this.#options.lifecycle.report({ type: 'removed', id });
    await rm(leaving, { recursive: true, force: true });
    return 'removed';
  }

  /** Keeps what others know (length, reason). */
  async saveFacts(
    id: string,
    facts: Pick<RecordingFacts, 'title' | 'startedAt' | 'startedOn' | 'marks'>,
  ): Promise<void> {
    const known = await readFacts(this.#path(id));
    await writeFacts(this.#path(id), { seconds: null, reason: null, ...known, ...facts });
    this.#index.changed(id);
  }

  /** Those that are over, with what decides how long they are kept. */
  async kept(): Promise<KeptRecording[]> {
    return (await this.#index.all())
      .filter(({ id }) => !this.#isBusy(id))
      .map(({ id, facts, files: { bytes } }) => {
        // Without a clock nobody knows how old it is, nor without its facts.
        const startedMs = isUnsynced(id) ? Number.NaN : Date.parse(facts?.startedAt ?? '');
        return { id, bytes, startedMs: Number.isNaN(startedMs) ? null : startedMs, uploaded: facts?.uploaded === true };
      });
  }

  /** True start, by a clock that is set now; null where it is not known. */
  async startOf(id: string, clock: Clock): Promise<number | null> {
    const facts = await readFacts(this.#path(id));
    if (!facts?.startedOn) return null;
    return facts.startedOn === 'clock' ? Date.parse(facts.startedAt) : wallTimeOf(facts.startedOn, clock);
  }

  /** With the true start of the recording. A power cut in between leaves the old name, with the true start inside. */
  async rename(id: string, to: string, startedMs: number): Promise<'renamed' | 'unknown' | 'busy'> {
    if (this.#isBusy(id)) return 'busy';
    const facts = await readFacts(this.#path(id));
    if (!facts || !PLAIN_NAME.test(to)) return 'unknown';
    await writeFacts(this.#path(id), { ...facts, startedAt: new Date(startedMs).toISOString() });
    await rename(this.#path(id), this.#path(to));
    this.#forget(id);
    this.#index.changed(to);
    await syncDirectory(this.#options.folder);
    this.#options.lifecycle.report({ type: 'renamed', id, to });
    return 'renamed';
  }

  #summary(entry: IndexEntry): RecordingSummary {
    const { id, startedAt, wasBusy, facts, files } = entry;
    const running = this.#options.running();
    const isRunning = running?.id === id;
    const { joiner } = this.#options;
    // A recording that is being written or joined may change at any time.
    const isSettled = !wasBusy && !this.#isBusy(id) && joiner.reasonOf(id) === null;
    const made = this.#summaries.get(entry);
    if (made && isSettled) return made;
    // A join that has ended since the index read the folder has left other files: the next reading finds them.
    const isFinishing = wasBusy || joiner.isBusyWith(id);
    const state = recordingState(isRunning ? 'recording' : isFinishing ? 'finishing' : null, files);
    const summary: RecordingSummary = {
      id,
      title: facts?.title ?? null,
      startedAt,
      seconds: isRunning ? running.seconds : (facts?.seconds ?? 0),
      bytes: files.bytes,
      state,
      marks: (facts?.marks ?? []).map(({ atSeconds, label }) => ({ atSeconds, label })),
      gaps: facts?.gaps ?? [],
      parts: files.parts,
      hasPoster: files.hasPoster,
      hasReceipt: files.hasReceipt,
      progress: state === 'finishing' ? joiner.progressOf(id) : null,
      reason:
        state === 'damaged'
          ? because('recordingEmpty', 'no media in its folder')
          : (joiner.reasonOf(id) ?? facts?.reason ?? null),
    };
    if (isSettled) this.#summaries.set(entry, summary);
    return summary;
  }

  /** Null where it is not known. */
  #placeAfter(all: readonly IndexEntry[], before: string): number | null {
    const at = all.findIndex(({ id }) => id === before);
    if (at >= 0) return at + 1;
    const startedMs = Date.parse(this.#left.get(before) ?? before);
    if (Number.isNaN(startedMs)) return null;
    const next = all.findIndex(({ startedAt }) => Date.parse(startedAt) < startedMs);
    return next < 0 ? all.length : next;
  }

  #forget(id: string): void {
    const startedAt = this.#index.startOf(id);
    this.#index.gone(id);
    if (startedAt === null) return;
    this.#left.set(id, startedAt);
    const [oldest = ''] = this.#left.keys();
    if (this.#left.size > LEFT_KEPT) this.#left.delete(oldest);
  }

  #isBusy(id: string): boolean {
    return this.#options.running()?.id === id || this.#options.joiner.isBusyWith(id);
  }

  async ids(): Promise<string[]> {
    return this.#index.names();
  }

  async #exists(id: string): Promise<boolean> {
    if (!PLAIN_NAME.test(id)) return false;
    return stat(this.#path(id)).then(
      (found) => found.isDirectory(),
      () => false,
    );
  }

  #path(id: string): string {
    return join(this.#options.folder, id);
  }
}
