/**
 * Sends each server that can pass it on what viewers should know of the talk. Only the newest announcement counts. One
 * that did not arrive is sent again until it does, or until a newer one replaces it. A server that does not accept
 * announcements is left alone.
 */
import { type PutEnd, put } from '../../net/put.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import type { AnnounceTarget } from './announce-targets.ts';
import { type Announcement, announcementOf, type TalkMoment } from './announcement.ts';

export interface AnnouncerOptions {
  clock: Clock;
  logger: Logger;
  moment(): TalkMoment;
  targets(): AnnounceTarget[];
}

/** An announcement has some hundred bytes. A request that takes longer is tried again. */
const WITHIN_MS = 5_000;
/** Viewers should learn of the end within seconds once the link is back. */
const RETRY_MS = 2_000;
/** The pause grows no further after some failures. */
const LONGEST_RETRY_MS = 30_000;

interface Line {
  /** The announcement that the server has, or has refused. */
  settled: string | null;
  /** The announcement that did not arrive and is tried again after a pause. */
  waiting: string | null;
  isSending: boolean;
  failures: number;
  cancelRetry(): void;
}

export class Announcer {
  readonly #options: AnnouncerOptions;
  readonly #lines = new Map<string, Line>();
  #isStopped = false;
  #newest: Announcement | null = null;

  constructor(options: AnnouncerOptions) {
    this.#options = options;
  }

  /** Call whenever the status of the box or its settings may have changed. */
  look(): void {
    if (this.#isStopped) return;
    this.#newest = announcementOf(this.#options.moment(), this.#newest);
    for (const target of this.#options.targets()) this.#announce(target);
  }

  /** A request on its way still arrives: it may report the end of the talk. */
  stop(): void {
    this.#isStopped = true;
    for (const line of this.#lines.values()) line.cancelRetry();
  }

  #announce(target: AnnounceTarget): void {
    const line = this.#lines.get(target.url) ?? newLine();
    this.#lines.set(target.url, line);
    const body = JSON.stringify(this.#newest);
    const wanted = `${target.token} ${body}`;
    if (line.isSending || wanted === line.settled || wanted === line.waiting) return;
    line.isSending = true;
    line.cancelRetry();
    inBackground(this.#send(target, line, body), () => {
      line.isSending = false;
    });
  }

  async #send({ url, token }: AnnounceTarget, line: Line, body: string): Promise<void> {
    const { clock, logger } = this.#options;
    const signal = AbortSignal.timeout(WITHIN_MS);
    const order = { url, token, contentType: 'application/json', body, pace: null, isUrgent: true, signal };
    const end = await put(order);
    line.isSending = false;
    if (this.#isStopped) return;
    if (mayComeAgain(end)) {
      const pauseMs = Math.min(RETRY_MS * 2 ** line.failures++, LONGEST_RETRY_MS);
      line.waiting = `${token} ${body}`;
      line.cancelRetry = clock.after(pauseMs, () => {
        line.waiting = null;
        this.look();
      });
      this.look();
      return;
    }
    line.failures = 0;
    line.settled = `${token} ${body}`;
    if (end.how !== 'done') logger.info({ url, tech: end.tech }, 'the server tells viewers nothing of the talk');
    // A newer announcement may have come meanwhile.
    this.look();
  }
}

function newLine(): Line {
  return { settled: null, waiting: null, isSending: false, failures: 0, cancelRetry() {} };
}

/** A refusal that is no fault of the moment is final for that announcement. */
function mayComeAgain(end: PutEnd): boolean {
  return end.how !== 'done' && (end.how !== 'refused' || end.status >= 500);
}
