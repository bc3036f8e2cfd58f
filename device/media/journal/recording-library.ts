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
import type { KeptRecording } from './retention.ts';

/** `YYYY-MM-DDTHH-MM-SS-slug` or `unsynced-…`: one plain name, never a path. */
const PLAIN_NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,120}$/;
/** Made while the clock was not set. */
export const isUnsynced = (id: string) => id.startsWith('unsynced-');
/** A folder on its way out: a power cut in the middle of a removal leaves no half recording behind. */
const REMOVED = '.removed-';

export interface RecordingSummary {
  id: string;
  title: string | null;
  startedAt: string;
  seconds: number;
  bytes: number;
  /** `parts`: the MP4 could not be made (yet); the FLV parts are there and playable. */
  state: 'recording' | 'finishing' | 'ready' | 'parts' | 'damaged';
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
}

export class RecordingLibrary {
  readonly #options: RecordingLibraryOptions;

  constructor(options: RecordingLibraryOptions) {
    this.#options = options;
  }

  /** Makes the folder, clears away what was being removed. @throws when the folder cannot be made, but for a read-only disk. */
  async open(): Promise<void> {
    const { folder } = this.#options;
    await makeFolder(folder).catch(unlessReadOnly);
    for (const name of await readdir(folder).catch((): string[] => [])) {
      // What cannot be removed now takes room, and nothing else.
      if (name.startsWith(REMOVED)) await rm(join(folder, name), { recursive: true, force: true }).catch(() => {});
    }
  }

  /** Ids of recordings that still have parts, the running one excepted. */
  async unfinished(): Promise<string[]> {
    const ids = await this.ids();
    const files = await Promise.all(ids.map((id) => recordingFiles(this.#path(id))));
    return ids.filter((id, at) => (files[at]?.parts.length ?? 0) > 0 && id !== this.#options.running()?.id);
  }

  /** Newest first. */
  async list(): Promise<RecordingSummary[]> {
    const all = await Promise.all((await this.ids()).map((id) => this.#summary(id)));
    return all.filter((one) => one !== null).sort((a, b) => b.startedAt.localeCompare(a.startedAt));
  }

  async find(id: string): Promise<RecordingSummary | null> {
    return (await this.#exists(id)) ? this.#summary(id) : null;
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
    await syncDirectory(folder);
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
  }

  /** Those that are over, with what decides how long they are kept. */
  async kept(): Promise<KeptRecording[]> {
    const ids = (await this.ids()).filter((id) => !this.#isBusy(id));
    return Promise.all(
      ids.map(async (id) => {
        const [{ bytes }, facts] = await Promise.all([recordingFiles(this.#path(id)), readFacts(this.#path(id))]);
        // Without a clock nobody knows how old it is, nor without its facts.
        const startedMs = isUnsynced(id) ? Number.NaN : Date.parse(facts?.startedAt ?? '');
        return { id, bytes, startedMs: Number.isNaN(startedMs) ? null : startedMs, uploaded: facts?.uploaded === true };
      }),
    );
  }

  /** By what its start is known, which stays when it gets another name. */
  async startedOn(id: string): Promise<RecordingFacts['startedOn']> {
    return (await readFacts(this.#path(id)))?.startedOn;
  }

  /** When it began in truth, by a clock that is set now; null where nobody can tell. */
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
    await syncDirectory(this.#options.folder);
    return 'renamed';
  }

  /** Null for one that is gone, or has another name, by now. */
  async #summary(id: string): Promise<RecordingSummary | null> {
    const folder = this.#path(id);
    const [files, facts] = await Promise.all([recordingFiles(folder), readFacts(folder)]);
    const startedAt = facts?.startedAt ?? (await stat(folder).catch(() => null))?.mtime.toISOString();
    if (startedAt === undefined) return null;
    const running = this.#options.running();
    const state =
      running?.id === id
        ? 'recording'
        : this.#options.joiner.isBusyWith(id)
          ? 'finishing'
          : files.mp4
            ? 'ready'
            : files.parts.length > 0
              ? 'parts'
              : 'damaged';
    return {
      id,
      title: facts?.title ?? null,
      startedAt,
      seconds: running?.id === id ? running.seconds : (facts?.seconds ?? 0),
      bytes: files.bytes,
      state,
      marks: (facts?.marks ?? []).map(({ atSeconds, label }) => ({ atSeconds, label })),
      gaps: facts?.gaps ?? [],
      parts: files.parts.length,
      hasPoster: files.poster !== null,
      hasReceipt: files.receipt !== null,
      progress: state === 'finishing' ? this.#options.joiner.progressOf(id) : null,
      reason:
        state === 'damaged'
          ? because('recordingEmpty', 'no media in its folder')
          : (this.#options.joiner.reasonOf(id) ?? facts?.reason ?? null),
    };
  }

  #isBusy(id: string): boolean {
    return this.#options.running()?.id === id || this.#options.joiner.isBusyWith(id);
  }

  async ids(): Promise<string[]> {
    const entries = await readdir(this.#options.folder, { withFileTypes: true }).catch(() => []);
    return entries.filter((entry) => entry.isDirectory() && PLAIN_NAME.test(entry.name)).map(({ name }) => name);
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
