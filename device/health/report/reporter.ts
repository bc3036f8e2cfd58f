/**
 * Reports to the server now and then how the box is, for rooms that nobody can reach from outside. Only the newest
 * report counts: one that could not be sent is dropped, and one at a time is on its way.
 */
import { type PutEnd, put } from '../../net/put.ts';
import type { UplinkBudget } from '../../net/uplink-budget.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';

export interface ReportSettings {
  /** `https://HOST/report/ROOM`; empty: no reports. */
  url: string;
  token: string;
  everySeconds: number;
}

export interface Report {
  /** Name of the report, added to the address. */
  name: string;
  contentType: string;
  body: string;
}

export interface ReporterOptions {
  clock: Clock;
  logger: Logger;
  settings(): ReportSettings;
  /** Reports on the present state of the box. */
  reports(): Promise<Report[]>;
  uplink: UplinkBudget;
  onChange(): void;
}

/** The longest pause after several failures in a row, in seconds. */
const LONGEST_PAUSE_S = 300;
/** Pause during a talk on a thin link, which needs every byte more than the reports. */
const THIN_PAUSE_S = 60;
/** Boxes of one building that lost the same server do not come back at the same instant. */
const JITTER = 0.1;

export class Reporter {
  readonly #options: ReporterOptions;
  #ending = new AbortController();
  #cancel = () => {};
  #isRunning = false;
  #failures = 0;
  #reason: Reason | null = null;
  #sentTo = '';

  constructor(options: ReporterOptions) {
    this.#options = options;
  }

  /** The reason why the server does not know how the box is. Null while it does, or where no report is wanted. */
  get reason(): Reason | null {
    return this.#reason;
  }

  start(): void {
    this.#isRunning = true;
    inBackground(this.#report(this.#ending.signal));
  }

  /** Reports the present state at once. A report on its way is given up. */
  settingsChanged(): void {
    if (!this.#isRunning) return;
    this.stop();
    this.#failures = 0;
    this.#ending = new AbortController();
    this.start();
  }

  stop(): void {
    this.#isRunning = false;
    this.#cancel();
    this.#ending.abort();
  }

  async #report(signal: AbortSignal): Promise<void> {
    const { settings, clock, uplink } = this.#options;
    const { url, token, everySeconds } = settings();
    const end = url === '' ? null : await this.#send(url, token, signal).catch(notMade);
    if (signal.aborted) return;
    this.#become(url, end);
    if (end === null) return;
    this.#failures = end.how === 'done' ? 0 : this.#failures + 1;
    const growing = Math.min(everySeconds * 2 ** this.#failures, Math.max(LONGEST_PAUSE_S, everySeconds));
    const seconds = Math.max(growing, uplink.isThin ? THIN_PAUSE_S : 0);
    const jitter = 1 + (Math.random() * 2 - 1) * JITTER;
    this.#cancel = clock.after(seconds * jitter * 1000, () => inBackground(this.#report(signal)));
  }

  async #send(url: string, token: string, signal: AbortSignal): Promise<PutEnd> {
    let end: PutEnd = { how: 'done' };
    const pace = this.#options.uplink.paceOf('report', signal);
    for (const { name, ...report } of await this.#options.reports()) {
      end = await put({ ...report, url: `${url.replace(/\/$/, '')}/${name}`, token, pace, signal });
      if (end.how !== 'done') return end;
    }
    return end;
  }

  #become(url: string, end: PutEnd | null): void {
    const { logger, onChange } = this.#options;
    const before = this.#reason;
    this.#reason = end === null || end.how === 'done' ? null : reasonFor(url, end);
    if (end?.how === 'done' && (before || this.#sentTo !== url)) logger.info('the server knows how the box is');
    if (end?.how === 'done') this.#sentTo = url;
    if (this.#reason?.code === before?.code) return;
    if (this.#reason) logger.warn({ code: this.#reason.code, tech: this.#reason.tech }, 'the server cannot be told');
    onChange();
  }
}

/** A report that cannot be made counts as one that did not arrive. The next may succeed. */
const notMade = ({ message }: Error): PutEnd => ({ how: 'unreachable', fault: 'cut', tech: message });

function reasonFor(url: string, end: Exclude<PutEnd, { how: 'done' }>): Reason {
  const host = URL.canParse(url) ? new URL(url).host : url;
  if (end.how !== 'refused')
    return because(end.how === 'tls' ? 'reportTls' : 'reportUnreachable', end.tech, { host, fault: end.fault });
  const { status, tech } = end;
  return because(status === 401 || status === 403 ? 'reportRefused' : 'reportNotTaken', tech, { host, status });
}
