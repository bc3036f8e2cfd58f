/** HLS for the viewers in the room, made only while somebody watches. */
import { mkdir, rm } from 'node:fs/promises';
import { uptime } from 'node:os';
import { join } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import type { TagHub } from '../hub/tag-hub.ts';
import type { Workers } from '../worker/worker-pool.ts';
import { LanHlsAttempt } from './lan-hls-attempt.ts';
import { SegmentList } from './segment-list.ts';

/** Players ask every few seconds; one that paused for longer waits a moment when it returns. */
const WATCHED_MS = 30_000;
const POLL_EVERY_MS = 1000;
const RETRY_MS = 1000;
/** A worker starts in 0.3 s and the first segment ends with the GOP that is on; players give up after 10 s. */
const FIRST_SEGMENT_MS = 6000;

/** `offAir`: there is nothing to watch. `notReady`: ask again. */
export type LanPlaylist = { text: string } | 'offAir' | 'notReady';

export interface LanHlsOptions {
  clock: Clock;
  logger: Logger;
  hub: TagHub;
  /** Its own folder, in memory. */
  folder: string;
  /** Current settings of the stream. */
  stream(): { hasPicture: boolean; keyframeSeconds: number };
  workers: Pick<Workers, 'spawn'>;
}

export class LanHls {
  readonly #options: LanHlsOptions;
  readonly #list = new SegmentList(Math.floor(uptime()));
  #isOnAir = false;
  #attempt: LanHlsAttempt | null = null;
  /** Resolves when the remains of an attempt are removed. */
  #ending: Promise<void> = Promise.resolve();
  #askedMs = 0;
  #cancelPoll: (() => void) | null = null;
  #retryMs = 0;
  #waiting = new Set<() => void>();

  constructor(options: LanHlsOptions) {
    this.#options = options;
  }

  /** Removes the remains of a killed service. Never rejects: a box without room for viewers records all the same. */
  async open(): Promise<void> {
    const { folder, logger } = this.#options;
    try {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder, { mode: 0o700 });
    } catch (error) {
      logger.error({ tech: (error as Error).message }, 'no folder for the viewers in the room');
    }
  }

  async close(): Promise<void> {
    this.setOnAir(false);
    await this.#ending;
    await rm(this.#options.folder, { recursive: true, force: true }).catch(() => {});
  }

  /** Sets whether there is a stream to watch. */
  setOnAir(isOnAir: boolean): void {
    this.#isOnAir = isOnAir;
    if (!isOnAir) this.#end();
  }

  /** Begins again for a stream of another shape: with a picture, or without. */
  restart(): void {
    if (this.#attempt) inBackground(this.#attempt.stop());
  }

  /** `start`: somebody watches. The first who asks waits for the first segment, as players take an empty answer for a fault. */
  async playlist({ start }: { start: boolean }): Promise<LanPlaylist> {
    if (!this.#isOnAir) return 'offAir';
    if (start) {
      this.#watched();
      if (this.#list.isEmpty) await this.#firstSegment();
    }
    if (!this.#isOnAir) return 'offAir';
    if (this.#list.isEmpty) return 'notReady';
    return { text: this.#list.playlist(this.#options.stream().keyframeSeconds) };
  }

  /** File of a segment that is there; null for any other name. */
  segment(name: string): string | null {
    const [, sequence] = /^(\d{1,12})\.ts$/.exec(name) ?? [];
    if (sequence === undefined || !this.#list.has(Number(sequence))) return null;
    this.#watched();
    return join(this.#options.folder, `${Number(sequence)}.ts`);
  }

  #watched(): void {
    this.#askedMs = this.#options.clock.monotonicMs();
    if (this.#cancelPoll) return;
    this.#begin();
    this.#poll();
  }

  #poll(): void {
    const { clock } = this.#options;
    this.#cancelPoll = clock.after(POLL_EVERY_MS, () => {
      const now = clock.monotonicMs();
      if (now - this.#askedMs >= WATCHED_MS) {
        this.#end();
        return;
      }
      if (!this.#attempt && now >= this.#retryMs) this.#begin();
      this.#poll();
    });
  }

  #begin(): void {
    const { clock, hub, folder, stream, workers, logger } = this.#options;
    this.#list.beginDiscontinuity();
    const attempt = new LanHlsAttempt({
      clock,
      hub,
      worker: workers.spawn(),
      folder,
      hasPicture: stream().hasPicture,
      first: this.#list.next,
      onSegment: (seconds) => {
        if (this.#attempt === attempt) this.#add(seconds);
      },
    });
    this.#attempt = attempt;
    inBackground(
      attempt.ended.then((tech) => {
        if (this.#attempt !== attempt) return;
        // The next one writes over the segment that this one did not complete.
        this.#attempt = null;
        this.#retryMs = clock.monotonicMs() + RETRY_MS;
        logger.warn({ tech }, 'the stream for the room ended');
      }),
    );
  }

  #add(seconds: number): void {
    inBackground(this.#remove(this.#list.add(seconds)));
    this.#wake();
  }

  #end(): void {
    if (!this.#cancelPoll) return;
    this.#cancelPoll();
    this.#cancelPoll = null;
    const attempt = this.#attempt;
    this.#attempt = null;
    const left = this.#list.clear();
    this.#ending = Promise.all([this.#ending, attempt?.stop()]).then(() => this.#remove(left));
    this.#wake();
  }

  async #remove(sequences: number[]): Promise<void> {
    await Promise.all(sequences.map((sequence) => rm(join(this.#options.folder, `${sequence}.ts`), { force: true })));
  }

  #wake(): void {
    for (const wake of this.#waiting) wake();
  }

  #firstSegment(): Promise<void> {
    return new Promise((resolve) => {
      const wake = () => {
        cancel();
        this.#waiting.delete(wake);
        resolve();
      };
      const cancel = this.#options.clock.after(FIRST_SEGMENT_MS, wake);
      this.#waiting.add(wake);
    });
  }
}
