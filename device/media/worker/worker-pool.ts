/** Worker processes for everything that needs GStreamer, started ahead of time. */
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { givePriority, ownPriority } from '../../platform/priority.ts';
import { Child, describeEnd } from '../../supervise/child.ts';
import { WarmPool } from '../../supervise/warm-pool.ts';
import { type GstreamerVersion, parseGstreamerVersion } from '../gst/gstreamer-version.ts';
import { PIPE_COUNT } from './pipes.ts';
import { WorkerLink } from './worker-link.ts';
import { isLastWord, type WorkerCommand, type WorkerEvent } from './worker-protocol.ts';

/** A worker's JavaScript holds a few objects; small young space keeps its memory near what it needs. */
const NODE_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=64'];

const WORKER_ENVIRONMENT = {
  // Messages in English: failures are distinguished by their text.
  LC_ALL: 'C.UTF-8',
  LANGUAGE: '',
  // glibc gives each of GStreamer's dozen threads a heap of its own, unless told: 3 MB more.
  MALLOC_ARENA_MAX: '2',
  // Pictures (1.4 MB at 720p, 3.1 MB at 1080p) come from the heap and stay in it. Mapped anew, each costs 340 page faults:
  // 600 pictures decoded and coded took 7.3 s in place of 4.2 s, for 9 MB less.
  MALLOC_MMAP_THRESHOLD_: '4194304',
  MALLOC_TRIM_THRESHOLD_: '16777216',
};

/** Roles of warm workers, each with its pipeline made ahead of time. */
const WARM_ROLES = ['video', 'audio', 'publish'] as const;
export type WarmRole = (typeof WARM_ROLES)[number];

/** Role of a worker when it crashed; `other`: a join, a trial, the decoding of a viewers' segment. */
export const WORKER_ROLES = [...WARM_ROLES, 'other'] as const;
export type WorkerRole = (typeof WORKER_ROLES)[number];

/** Source of workers for all others. */
export interface Workers {
  /** A warm one: of this role, or of another, or one that starts now where none is left. */
  acquire(role: WarmRole): WorkerLink;
  /** Starts a new one, for work that nobody waits for: the warm ones are left alone. */
  spawn(): WorkerLink;
  /** Sets the pipeline that warm workers of this role make ahead of time. */
  prepare(role: WarmRole, text: string): void;
  /** Known from the first worker that loaded. */
  readonly gstreamer: Promise<GstreamerVersion>;
}

export interface WorkerPoolOptions {
  clock: Clock;
  logger: Logger;
  /** Arguments to node that run the worker's entry. */
  entry: string[];
  /** Number of each that are kept warm. */
  wanted: Record<WarmRole, number>;
  /** Reports whether workers load at all: false when GStreamer or its binding is missing. */
  onUsable(usable: boolean): void;
  /** A worker ended without having been asked and without a last word. */
  onCrashed(role: WorkerRole): void;
}

/** Priority below the service, which the unit puts above the machine's other programs; else the usual one. */
const LOADING_NICE = 0;

export class WorkerPool implements Workers {
  readonly #options: WorkerPoolOptions;
  readonly #warm: Record<WarmRole, WarmPool>;
  readonly #prepared: Partial<Record<WarmRole, string>> = {};
  readonly #roles = new WeakMap<Child, WorkerRole>();
  readonly gstreamer: Promise<GstreamerVersion>;
  #resolveVersion: (version: GstreamerVersion) => void = () => {};

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.gstreamer = new Promise((resolve) => {
      this.#resolveVersion = resolve;
    });
    const { clock, wanted } = options;
    const warmFor = (role: WarmRole) =>
      new WarmPool({ clock, wanted: wanted[role], start: () => this.#startFor(role) });
    this.#warm = { video: warmFor('video'), audio: warmFor('audio'), publish: warmFor('publish') };
  }

  start(): void {
    for (const pool of Object.values(this.#warm)) pool.start();
  }

  acquire(role: WarmRole): WorkerLink {
    const own = this.#warm[role];
    const other = Object.values(this.#warm).find(({ warm }) => warm.length > 0);
    const child = (own.warm.length > 0 ? own : (other ?? own)).take();
    this.#roles.set(child, role);
    // The voice precedes the picture on the processor too.
    if (role !== 'video') givePriority(child.pid, ownPriority());
    return new WorkerLink(child, this.#options.clock);
  }

  spawn(): WorkerLink {
    return new WorkerLink(this.#start(), this.#options.clock);
  }

  prepare(role: WarmRole, text: string): void {
    this.#prepared[role] = text;
    for (const child of this.#warm[role].warm) child.send({ type: 'prepare', text } satisfies WorkerCommand);
  }

  setWanted(wanted: Record<WarmRole, number>): void {
    for (const role of WARM_ROLES) this.#warm[role].setWanted(wanted[role]);
  }

  close(): void {
    for (const pool of Object.values(this.#warm)) pool.close();
  }

  #startFor(role: WarmRole): Child {
    const child = this.#start();
    const text = this.#prepared[role];
    if (text !== undefined) child.send({ type: 'prepare', text } satisfies WorkerCommand);
    return child;
  }

  #start(): Child {
    const { entry, logger, onUsable, onCrashed } = this.#options;
    const child = new Child({
      name: 'worker',
      command: process.execPath,
      args: [...NODE_FLAGS, ...entry],
      env: { ...process.env, ...WORKER_ENVIRONMENT },
      streamPipes: PIPE_COUNT,
    });
    // Loading is a second of hard work on a small board, and nobody waits for a warm one.
    givePriority(child.pid, Math.max(LOADING_NICE, ownPriority()));
    let loaded = false;
    let lastWord = false;
    child.onMessage((message) => {
      const event = message as WorkerEvent;
      lastWord ||= isLastWord(event);
      if (event.type !== 'ready' || loaded) return;
      loaded = true;
      this.#resolveVersion(parseGstreamerVersion(event.gstreamer));
      onUsable(true);
    });
    inBackground(
      child.ended.then((end) => {
        if (!lastWord && !child.wasAsked) onCrashed(this.#roles.get(child) ?? 'other');
        if (loaded || end.how === 'killed') return;
        logger.error({ tech: describeEnd(end) }, 'a worker did not load');
        onUsable(false);
      }),
    );
    return child;
  }
}
