/** Worker processes for everything that needs GStreamer, started ahead of time. */
import type { WorkerKind } from '../../health/board/board-facts.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { givePriority, ownPriority } from '../../platform/priority.ts';
import { Child, describeEnd } from '../../supervise/child.ts';
import { Spares } from '../../supervise/spares.ts';
import { type GstreamerVersion, parseGstreamerVersion } from '../capture/encoder.ts';
import { WorkerLink } from './worker-link.ts';
import { type FromWorker, isLastWord, STREAM_PIPES, type ToWorker } from './worker-protocol.ts';

/** A worker's JavaScript holds a few objects; small young space keeps its memory near what it needs. */
const NODE_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=64'];

const WORKER_ENVIRONMENT = {
  // Messages in English: failures are told apart by their text.
  LC_ALL: 'C.UTF-8',
  LANGUAGE: '',
  // glibc gives each of GStreamer's dozen threads a heap and keeps freed pictures in it: 3 MB less with these.
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
};

/** What a parked worker waits for: each kind has its pipeline made ahead of time. */
export type Purpose = 'video' | 'audio' | 'publish';

export interface WorkerPoolOptions {
  clock: Clock;
  logger: Logger;
  /** Arguments to node that run the worker's entry. */
  entry: string[];
  /** How many of each are kept parked. */
  wanted: Record<Purpose, number>;
  /** Whether workers load at all: false when GStreamer or its binding is not there. */
  onUsable(usable: boolean): void;
  /** A worker ended without having been asked and without a last word. */
  onCrashed(kind: WorkerKind): void;
}

/** Below the service, which the unit puts above what else a machine does; otherwise as everybody. */
const LOADING_NICE = 0;

export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #spares: Record<Purpose, Spares>;
  readonly #prepared: Partial<Record<Purpose, string>> = {};
  readonly #kinds = new WeakMap<Child, WorkerKind>();
  /** Known from the first worker that loaded. */
  readonly gstreamer: Promise<GstreamerVersion>;
  #tellVersion: (version: GstreamerVersion) => void = () => {};

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.gstreamer = new Promise((resolve) => {
      this.#tellVersion = resolve;
    });
    const { clock, wanted } = options;
    const sparesFor = (purpose: Purpose) =>
      new Spares({ clock, wanted: wanted[purpose], start: () => this.#startFor(purpose) });
    this.#spares = { video: sparesFor('video'), audio: sparesFor('audio'), publish: sparesFor('publish') };
  }

  start(): void {
    for (const spares of Object.values(this.#spares)) spares.start();
  }

  /** One that was parked for this, or for something else, or a new one where none is left. */
  take(purpose: Purpose): WorkerLink {
    const own = this.#spares[purpose];
    const others = Object.values(this.#spares).filter(({ parked }) => parked.length > 0);
    const from = own.parked.length > 0 ? own : (others[0] ?? own);
    const child = from.take();
    this.#kinds.set(child, purpose);
    // Voice before picture on the processor too.
    if (purpose !== 'video') givePriority(child.pid, ownPriority());
    return new WorkerLink(child, this.#options.clock);
  }

  /** One for work that nobody waits for: the parked ones are left alone. */
  fresh(): WorkerLink {
    return new WorkerLink(this.#start(), this.#options.clock);
  }

  /** The pipeline that workers parked for this are to make ahead of time. */
  prepare(purpose: Purpose, text: string): void {
    this.#prepared[purpose] = text;
    for (const child of this.#spares[purpose].parked) child.send({ type: 'prepare', text } satisfies ToWorker);
  }

  setWanted(wanted: Record<Purpose, number>): void {
    for (const purpose of ['video', 'audio', 'publish'] as const) this.#spares[purpose].setWanted(wanted[purpose]);
  }

  close(): void {
    for (const spares of Object.values(this.#spares)) spares.close();
  }

  #startFor(purpose: Purpose): Child {
    const child = this.#start();
    const text = this.#prepared[purpose];
    if (text !== undefined) child.send({ type: 'prepare', text } satisfies ToWorker);
    return child;
  }

  #start(): Child {
    const { entry, logger, onUsable, onCrashed } = this.#options;
    const child = new Child({
      name: 'worker',
      command: process.execPath,
      args: [...NODE_FLAGS, ...entry],
      env: { ...process.env, ...WORKER_ENVIRONMENT },
      streamPipes: STREAM_PIPES,
    });
    // Loading is a second of hard work on a small board, and nobody waits for what is parked.
    givePriority(child.pid, Math.max(LOADING_NICE, ownPriority()));
    let loaded = false;
    let lastWord = false;
    child.onMessage((message) => {
      const news = message as FromWorker;
      lastWord ||= isLastWord(news);
      if (news.type !== 'parked' || loaded) return;
      loaded = true;
      this.#tellVersion(parseGstreamerVersion(news.gstreamer));
      onUsable(true);
    });
    inBackground(
      child.ended.then((end) => {
        if (!lastWord && !child.wasAsked) onCrashed(this.#kinds.get(child) ?? 'other');
        if (loaded || end.how === 'killed') return;
        logger.error({ tech: describeEnd(end) }, 'a worker did not load');
        onUsable(false);
      }),
    );
    return child;
  }
}
