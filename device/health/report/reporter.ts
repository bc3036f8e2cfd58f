/**
 * Tells the server now and then how the box is, for rooms that nobody can reach from outside. Only the newest counts: what
 * could not be sent is forgotten, and one thing at a time is on its way.
 */
import { type PutEnd, put } from '../../net/put.ts';
import type { UplinkBudget } from '../../net/uplink-budget.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason } from '../../reason.ts';

export interface ReportSettings {
  /** `https://HOST/report/ROOM`; empty: nobody is told. */
  url: string;
  token: string;
  everySeconds: number;
}

export interface Report {
  /** Beside the address. */
  name: string;
  contentType: string;
  body: string;
}

export interface ReporterOptions {
  clock: Clock;
  logger: Logger;
  settings(): ReportSettings;
  /** As the box is now. */
  reports(): Promise<Report[]>;
  uplink: UplinkBudget;
  onChange(): void;
}

/** After this many failures in a row the pause grows no more. */
const LONGEST_PAUSE_S = 300;
/** A talk is short of its network: it needs each byte more than this. */
const THIN_PAUSE_S = 60;
/** Boxes of one house that lost the same server do not come back in one instant. */
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

  /** Why the server does not know how the box is; null while it does, or is not to be told. */
  get reason(): Reason | null {
    return this.#reason;
  }

  start(): void {
    this.#isRunning = true;
    inBackground(this.#tell(this.#ending.signal));
  }

  /** At once with what is true now. What was on its way is given up. */
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

  async #tell(signal: AbortSignal): Promise<void> {
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
    this.#cancel = clock.after(seconds * jitter * 1000, () => inBackground(this.#tell(signal)));
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

/** A report that cannot be made is one that the server does not get: the next may be. */
const notMade = ({ message }: Error): PutEnd => ({ how: 'unreachable', fault: 'cut', tech: message });

function reasonFor(url: string, end: Exclude<PutEnd, { how: 'done' }>): Reason {
  const host = URL.canParse(url) ? new URL(url).host : url;
  if (end.how !== 'refused')
    return because(end.how === 'tls' ? 'reportTls' : 'reportUnreachable', end.tech, { host, fault: end.fault });
  const { status, tech } = end;
  return because(status === 401 || status === 403 ? 'reportRefused' : 'reportNotTaken', tech, { host, status });
}
