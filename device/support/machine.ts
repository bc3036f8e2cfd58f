/**
 * The facts of this machine: found once after the start, or earlier when asked, and again for callers that need them
 * fresh.
 */
import { arch } from 'node:os';
import type { Clock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import type { Logger } from '../platform/logger.ts';
import { givePriority } from '../platform/priority.ts';
import { Child, describeEnd } from '../supervise/child.ts';
import type { FactsNews } from './facts-order.ts';
import type { MachineFacts } from './facts-schema.ts';

/** A slow board has more urgent things to start first. While a talk is on, so much later again. */
const FIRST_LOOK_MS = 30_000;
/** A Pi Zero takes some seconds. A mount that is gone or a silent name server never answers. */
const LOOK_MS = 30_000;
/** Lower priority than everything that a talk needs. */
const NICE = 15;
const NODE_FLAGS = ['--max-semi-space-size=1', '--max-old-space-size=64', '--optimize-for-size'];

export interface Look {
  facts: MachineFacts;
  /** Questions without an answer, with the causes, for the log. */
  failed: string[];
}

export interface MachineOptions {
  clock: Clock;
  logger: Logger;
  /** Arguments to node that run `facts-worker.ts`. */
  entry: string[];
  /** A talk is on: twenty programs would cost it a second of processor. */
  isBusy(): boolean;
}

export class Machine {
  readonly #options: MachineOptions;
  #known: Promise<Look> | null = null;
  #child: Child | null = null;
  #looking: Promise<Look> | null = null;
  #cancelFirst = () => {};
  #isStopped = false;

  constructor(options: MachineOptions) {
    this.#options = options;
  }

  start(): void {
    const { clock, isBusy } = this.#options;
    this.#cancelFirst = clock.after(FIRST_LOOK_MS, () => (isBusy() ? this.start() : inBackground(this.facts())));
  }

  stop(): void {
    this.#isStopped = true;
    this.#cancelFirst();
    this.#child?.kill();
  }

  /** The facts found first. Never rejects. */
  facts(): Promise<Look> {
    this.#known ??= this.look();
    return this.#known;
  }

  /** The present facts. Concurrent callers get the same look. Never rejects. */
  look(): Promise<Look> {
    this.#looking ??= this.#look().finally(() => {
      this.#looking = null;
    });
    return this.#looking;
  }

  async #look(): Promise<Look> {
    const facts: MachineFacts = {
      model: null,
      system: null,
      kernel: null,
      architecture: arch(),
      usb: null,
      sound: null,
      fileSystems: null,
    };
    if (this.#isStopped) return { facts, failed: ['the service ends'] };
    const failed: string[] = [];
    const { clock, entry, logger } = this.#options;
    const child = new Child({
      name: 'facts',
      command: process.execPath,
      args: [...NODE_FLAGS, ...entry],
      // The library parses the output of programs in English.
      env: { ...process.env, LC_ALL: 'C.UTF-8', MALLOC_ARENA_MAX: '1' },
      streamPipes: 0,
      startsPrograms: true,
    });
    this.#child = child;
    givePriority(child.pid, NICE);
    let isLate = false;
    const disarm = clock.after(LOOK_MS, () => {
      isLate = true;
      child.kill();
    });
    child.onMessage((message) => {
      const news = message as FactsNews;
      if (news.type === 'facts') Object.assign(facts, news.facts);
      else failed.push(`${news.of}: ${news.tech}`);
    });
    const end = await child.ended;
    disarm();
    this.#child = null;
    if (isLate) failed.push(`the rest: no answer in ${LOOK_MS / 1000} s`);
    else if (end.how !== 'exited' || end.code !== 0) failed.push(`the rest: ${describeEnd(end)}`);
    if (failed.length > 0) logger.warn({ failed }, 'facts of the machine');
    return { facts, failed };
  }
}
