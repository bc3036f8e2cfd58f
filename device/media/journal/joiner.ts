/** After a session: joins its parts into one MP4, verified, and only then are they gone. One recording at a time. */
import { readdir, rename, rm, stat, statfs, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { bootMoment } from '../../platform/boot-moment.ts';
import type { Clock } from '../../platform/clock.ts';
import { syncDirectory, syncFile } from '../../platform/durable-file.ts';
import type { Logger } from '../../platform/logger.ts';
import { givePriority, ownPriority } from '../../platform/priority.ts';
import type { Reason } from '../../reason.ts';
import type { Child } from '../../supervise/child.ts';
import type { Workers } from '../worker/worker-pool.ts';
import type { JoinResult } from './join-order.ts';
import { type JoinEnd, joinIn } from './join-process.ts';
import { isDue, type Unjoined, unjoined } from './join-retry.ts';
import { endsWithParts } from './joined-parts.ts';
import { gapsOf, type PlacedPart, placeOf } from './placed-part.ts';
import { drawPoster } from './poster.ts';
import {
  MP4_NAME,
  POSTER_NAME,
  type RecordedMark,
  readFacts,
  recordingFiles,
  STILLS_NAME,
  UNFINISHED,
  UNFINISHED_MP4_NAME,
  writeFacts,
} from './recording-folder.ts';
import type { RecordingLifecycle } from './recording-lifecycle.ts';

/** Below everything that is on air. While nothing is, it comes before what else a machine may do in the background. */
const NICE = { onAir: 19, idle: 0 };

export interface JoinerOptions {
  clock: Clock;
  logger: Logger;
  folder: string;
  minFreeBytes(): number;
  isClockTrusted(): boolean;
  startProcess(): Child;
  /** For the poster. */
  workers: Pick<Workers, 'spawn'>;
  lifecycle: Pick<RecordingLifecycle, 'report'>;
  onChange(): void;
  /** The process ended without having been asked and without a last word. */
  onCrashed(): void;
}

export class Joiner {
  readonly #options: JoinerOptions;
  #waiting: { id: string; after: Promise<void> }[] = [];
  readonly #unjoined = new Map<string, Unjoined>();
  #running: Promise<void> = Promise.resolve();
  #current: string | null = null;
  /** Progress of the current one, from 0 to 1. */
  #progress = 0;
  #child: Child | null = null;
  #isOnAir = false;
  #closed = false;

  constructor(options: JoinerOptions) {
    this.#options = options;
  }

  /** True from `add` until the recording is joined, or is not for now. */
  isBusyWith(id: string): boolean {
    return this.#current === id || this.#waiting.some((one) => one.id === id);
  }

  /** From 0 to 1 while it is joined; 0 while it waits for its turn; null otherwise. */
  progressOf(id: string): number | null {
    if (this.#current === id) return this.#progress;
    return this.isBusyWith(id) ? 0 : null;
  }

  /** Why it is not joined, as known since the service started: a disk that can only be read keeps nothing. */
  reasonOf(id: string): Reason | null {
    return this.#unjoined.get(id)?.reason ?? null;
  }

  /** Joined once `after` is done: what is still being written. */
  add(id: string, after: Promise<void> = Promise.resolve()): void {
    if (this.#closed || this.isBusyWith(id)) return;
    this.#waiting.push({ id, after });
    this.#running = this.#running.then(() => this.#next());
    this.#options.onChange();
  }

  setOnAir(isOnAir: boolean): void {
    if (isOnAir === this.#isOnAir) return;
    this.#isOnAir = isOnAir;
    this.#prioritise();
  }

  /** Takes up again those that may be joined by now. */
  async retry(): Promise<void> {
    if (this.#unjoined.size === 0) return;
    const now = { nowMs: this.#options.clock.monotonicMs(), spareBytes: await this.#spareBytes() };
    for (const [id, one] of this.#unjoined) if (isDue(one, now)) this.add(id);
  }

  /** Drops the join that is under way: the parts are still there and are joined at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting = [];
    this.#child?.kill();
    await this.#running;
  }

  async #next(): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined || this.#closed) return;
    const { id, after } = next;
    this.#current = id;
    this.#progress = 0;
    const end = await after.then(() => this.#join(id)).catch(failed);
    if (!this.#closed) await this.#note(id, end);
    this.#current = null;
    const { lifecycle, onChange } = this.#options;
    if (!this.#closed) lifecycle.report({ type: 'finished', id });
    onChange();
  }

  /** `null`: there is nothing to join. */
  async #join(id: string): Promise<JoinEnd | null> {
    const folder = join(this.#options.folder, id);
    await removeUnfinished(folder);
    const { parts, mp4 } = await recordingFiles(folder);
    if (parts.length === 0) return null;
    if (mp4) return this.#removeJoined(folder, mp4, parts);
    for (const part of parts) await giveRoomBack(part);
    const end = await this.#work(folder, parts);
    if (end.how !== 'joined' || this.#closed) return end;
    await this.#draw(folder);
    await this.#keepFacts(folder, end);
    await this.#replace(folder, end.path, parts);
    return end;
  }

  /** Why it is not joined, and when the next try is due. */
  async #note(id: string, end: JoinEnd | null): Promise<void> {
    const { clock, logger } = this.#options;
    const folder = join(this.#options.folder, id);
    await removeUnfinished(folder).catch(() => {});
    const before = this.#unjoined.get(id);
    this.#unjoined.delete(id);
    if (end === null) return;
    if (end.how === 'joined') {
      logger.info({ recording: id }, 'recording joined');
      return;
    }
    const now = unjoined(end, { before, nowMs: clock.monotonicMs() });
    this.#unjoined.set(id, now);
    const { reason, tries, again } = now;
    logger.error(
      { recording: id, code: reason.code, tech: reason.tech, tries, again: again.how },
      'recording not joined',
    );
    try {
      const facts = await readFacts(folder);
      if (facts) await writeFacts(folder, { ...facts, reason });
    } catch {
      // The page shows it while the service lives, and after the next start the next try finds it again.
    }
  }

  /** Before the parts go: what they say of the talk cannot be read again. Doing it twice gives the same. */
  async #keepFacts(folder: string, { seconds, parts }: Extract<JoinResult, { how: 'joined' }>): Promise<void> {
    const facts = await readFacts(folder);
    if (!facts) return;
    const { clock, isClockTrusted } = this.#options;
    const now = { ...bootMoment(clock), wallMs: clock.wallMs(), clockTrusted: isClockTrusted() };
    const marks = facts.marks.map((mark) => placed(mark, parts, seconds));
    await writeFacts(folder, { ...facts, marks, gaps: gapsOf(parts, now), seconds, reason: null });
  }

  /** Nothing is removed before the MP4 is on the disk under its own name. */
  async #replace(folder: string, joined: string, parts: string[]): Promise<void> {
    await syncFile(joined);
    await rename(joined, join(folder, MP4_NAME));
    await syncDirectory(folder);
    for (const part of parts) if (part !== joined) await rm(part);
    await syncDirectory(folder);
  }

  /** A kill in the midst of their removal left some: what is left must not take the place of the whole. */
  async #removeJoined(folder: string, mp4: string, parts: string[]): Promise<JoinEnd | null> {
    if (!(await endsWithParts(mp4, parts)))
      return { how: 'broken', message: 'parts beside an MP4 that does not hold them' };
    for (const part of parts) await rm(part);
    await syncDirectory(folder);
    return null;
  }

  async #draw(folder: string): Promise<void> {
    const { clock, workers } = this.#options;
    const stills = join(folder, STILLS_NAME);
    if (!(await stat(stills).catch(() => null))) return;
    await drawPoster({ stills, poster: join(folder, POSTER_NAME) }, { clock, workers });
    // The stills go before the folder is synced: once the parts are gone nobody searches for them.
    await rm(stills, { force: true });
  }

  async #spareBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#options.folder);
    return bavail * bsize - this.#options.minFreeBytes();
  }

  async #work(folder: string, parts: string[]): Promise<JoinEnd> {
    const { clock, startProcess, onCrashed } = this.#options;
    const order = {
      parts,
      output: join(folder, UNFINISHED_MP4_NAME),
      stills: join(folder, STILLS_NAME),
      spareBytes: await this.#spareBytes(),
    };
    const child = startProcess();
    this.#child = child;
    this.#prioritise();
    const onProgress = (done: number) => {
      this.#progress = done;
    };
    const end = await joinIn(child, order, { clock, onProgress });
    this.#child = null;
    if (end.how === 'stopped' && !child.wasAsked) onCrashed();
    return end;
  }

  /** Nothing of its work is done by another thread. Where one has not the right to raise it again it stays below. */
  #prioritise(): void {
    const { onAir, idle } = NICE;
    givePriority(this.#child?.pid, this.#isOnAir ? onAir : Math.max(idle, ownPriority()));
  }
}

const failed = ({ code, message }: NodeJS.ErrnoException): JoinEnd => ({ how: 'failed', code: code ?? null, message });

/** Places a mark in the MP4: `atSeconds` was the session's count, which stops while the service does. */
function placed(mark: RecordedMark, parts: PlacedPart[], seconds: number): RecordedMark {
  const known = mark.moment ? placeOf(mark.moment, parts) : null;
  return { ...mark, atSeconds: known ?? Math.min(mark.atSeconds, seconds) };
}

/** Frees the room ahead of a writer that a kill or a power cut ended; the join may need it. */
async function giveRoomBack(part: string): Promise<void> {
  // Where it cannot be had, the join says what is the matter.
  await stat(part)
    .then(({ size }) => truncate(part, size))
    .catch(() => {});
}

async function removeUnfinished(folder: string): Promise<void> {
  for (const name of await readdir(folder).catch(() => []))
    if (name.startsWith(UNFINISHED)) await rm(join(folder, name), { force: true });
}
