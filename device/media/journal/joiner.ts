/** After a session: joins its parts into one MP4, verifies it, and only then are they gone. One recording at a time. */
import { rename, rm, stat, statfs, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { bootMoment } from '../../platform/boot-moment.ts';
import type { Clock } from '../../platform/clock.ts';
import { syncDirectory, syncFile } from '../../platform/durable-file.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';
import type { WorkerLink } from '../gst/worker-link.ts';
import type { JoinResult } from './join-order.ts';
import { gapsOf, type PlacedPart, placeOf } from './placed-part.ts';
import {
  MP4_NAME,
  POSTER_NAME,
  type RecordedMark,
  readFacts,
  recordingFiles,
  UNFINISHED_MP4_NAME,
  writeFacts,
} from './recording-folder.ts';

/** Joining runs at 20 to 200 MB/s; a worker that needs a second for 200 kB is stuck. */
const SLOWEST_BYTES_PER_SECOND = 200_000;
const SHORTEST_DEADLINE_MS = 60_000;

export interface JoinerOptions {
  clock: Clock;
  logger: Logger;
  folder: string;
  minFreeBytes(): number;
  isClockTrusted(): boolean;
  takeWorker(): WorkerLink;
  onChange(): void;
}

export class Joiner {
  readonly #options: JoinerOptions;
  #waiting: { id: string; after: Promise<void> }[] = [];
  /** Those that found no room, with the bytes they need. */
  readonly #withoutRoom = new Map<string, number>();
  #running: Promise<void> = Promise.resolve();
  #current: string | null = null;
  #worker: WorkerLink | null = null;
  #closed = false;

  constructor(options: JoinerOptions) {
    this.#options = options;
  }

  /** True from `add` until the recording is joined or given up. */
  isBusyWith(id: string): boolean {
    return this.#current === id || this.#waiting.some((one) => one.id === id);
  }

  /** Joined once `after` is done: what is still being written. */
  add(id: string, after: Promise<void> = Promise.resolve()): void {
    if (this.#closed || this.isBusyWith(id)) return;
    this.#withoutRoom.delete(id);
    this.#waiting.push({ id, after });
    this.#running = this.#running.then(() => this.#next());
    this.#options.onChange();
  }

  /** Takes up again those that found no room and would find it now. */
  async retryWithRoom(): Promise<void> {
    if (this.#withoutRoom.size === 0) return;
    const spareBytes = await this.#spareBytes();
    for (const [id, neededBytes] of this.#withoutRoom) if (neededBytes <= spareBytes) this.add(id);
  }

  /** What is under way is dropped: the parts are still there and are joined at the next start. */
  async close(): Promise<void> {
    this.#closed = true;
    this.#waiting = [];
    this.#worker?.kill();
    await this.#running;
  }

  async #next(): Promise<void> {
    const next = this.#waiting.shift();
    if (next === undefined || this.#closed) return;
    const { id, after } = next;
    this.#current = id;
    const { logger, onChange } = this.#options;
    try {
      await after;
      const reason = await this.#join(id);
      if (reason) logger.error({ recording: id, code: reason.code, tech: reason.tech }, 'recording not joined');
      else logger.info({ recording: id }, 'recording joined');
    } catch (error) {
      logger.error({ recording: id, tech: (error as Error).message }, 'recording not joined');
    }
    this.#current = null;
    onChange();
  }

  async #join(id: string): Promise<Reason | null> {
    const folder = join(this.#options.folder, id);
    const output = join(folder, UNFINISHED_MP4_NAME);
    await removeUnfinished(folder);
    const { parts, bytes } = await recordingFiles(folder);
    if (parts.length === 0) return null;
    for (const part of parts) await giveRoomBack(part);
    const result = await this.#work(parts, output, join(folder, POSTER_NAME), bytes);
    if (this.#closed) return null;
    if (result.how === 'noRoom') {
      this.#withoutRoom.set(id, result.neededBytes);
      return this.#keepParts(id, because('joinNoRoom', `${result.neededBytes} bytes needed`));
    }
    if (result.how === 'failed') return this.#keepParts(id, because('joinFailed', result.message));
    const { journal, file } = result;
    if (journal.video + journal.audio === 0)
      return this.#keepParts(id, because('recordingEmpty', 'no frame in its parts'));
    if (journal.video !== file.video || journal.audio !== file.audio) {
      return this.#keepParts(id, because('joinFailed', `counts differ: ${JSON.stringify({ journal, file })}`));
    }
    await this.#note(folder, result);
    await this.#replace(folder, result.path, parts);
    return null;
  }

  /** Before the parts go: what they say of the talk cannot be read again. Doing it twice gives the same. */
  async #note(folder: string, { seconds, parts }: Extract<JoinResult, { how: 'joined' }>): Promise<void> {
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

  async #keepParts(id: string, reason: Reason): Promise<Reason> {
    const folder = join(this.#options.folder, id);
    await removeUnfinished(folder);
    const facts = await readFacts(folder);
    if (facts) await writeFacts(folder, { ...facts, reason });
    return reason;
  }

  async #spareBytes(): Promise<number> {
    const { bavail, bsize } = await statfs(this.#options.folder);
    return bavail * bsize - this.#options.minFreeBytes();
  }

  async #work(parts: string[], output: string, poster: string, bytes: number): Promise<JoinResult> {
    const spareBytes = await this.#spareBytes();
    const worker = this.#options.takeWorker();
    this.#worker = worker;
    worker.media.resume();
    let result: JoinResult | null = null;
    worker.onNews((news) => {
      if (news.type === 'joined') result = news.result;
    });
    const deadlineMs = Math.max(SHORTEST_DEADLINE_MS, (bytes / SLOWEST_BYTES_PER_SECOND) * 1000);
    const disarm = this.#options.clock.after(deadlineMs, () => worker.kill());
    worker.order({ type: 'joinParts', order: { parts, output, poster, spareBytes } });
    const end = await worker.ended;
    disarm();
    this.#worker = null;
    return result ?? { how: 'failed', message: end.how === 'crashed' ? end.detail : 'the joiner said nothing' };
  }
}

/** Where it belongs in the MP4: `atSeconds` was the session's count, which stands still while the service does. */
function placed(mark: RecordedMark, parts: PlacedPart[], seconds: number): RecordedMark {
  const known = mark.moment ? placeOf(mark.moment, parts) : null;
  return { ...mark, atSeconds: known ?? Math.min(mark.atSeconds, seconds) };
}

/** What a writer had ahead on the disk whose end was a kill or a power cut; the join may need it. */
async function giveRoomBack(part: string): Promise<void> {
  // Where it cannot be had, the join says what is the matter.
  await stat(part)
    .then(({ size }) => truncate(part, size))
    .catch(() => {});
}

async function removeUnfinished(folder: string): Promise<void> {
  await rm(join(folder, UNFINISHED_MP4_NAME), { force: true });
}
