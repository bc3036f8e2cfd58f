/**
 * The logger for Fastify and its plugins. A request, from anyone, caused whatever they log, so it is limited as the log
 * of strangers is. Faults of the box itself are logged whole, each at most once a minute.
 */
import type { IncomingMessage } from 'node:http';
import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import type { StrangerLog } from './stranger-log.ts';

const MINUTE_MS = 60_000;
const FAULTS_MAXIMUM = 16;

export interface BoundedLoggerOptions {
  clock: Pick<Clock, 'monotonicMs'>;
  logger: FastifyBaseLogger;
  strangers: StrangerLog;
}

/** Made by `childLoggerFactory`, which knows the request. */
export class BoundedLogger {
  readonly #options: BoundedLoggerOptions;
  readonly #lastLoggedMs = new Map<string, number>();

  constructor(options: BoundedLoggerOptions) {
    this.#options = options;
  }

  of(request: IncomingMessage | null): FastifyBaseLogger {
    const nothing = () => {};
    const caused = (...said: unknown[]) => {
      const kind = kindOf(said);
      if (request) this.#options.strangers.note(request.socket.remoteAddress ?? 'unknown', kind);
      else this.#fault(kind, said);
    };
    const logger: FastifyBaseLogger = {
      level: 'warn',
      fatal: (...said: unknown[]) => this.#fault(kindOf(said), said),
      error: (...said: unknown[]) => (isOwnFault(said) ? this.#fault(kindOf(said), said) : caused(...said)),
      warn: caused,
      info: nothing,
      debug: nothing,
      trace: nothing,
      silent: nothing,
      child: () => logger,
    };
    return logger;
  }

  #fault(kind: string, said: unknown[]): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (nowMs - (this.#lastLoggedMs.get(kind) ?? Number.NEGATIVE_INFINITY) < MINUTE_MS) return;
    if (this.#lastLoggedMs.size >= FAULTS_MAXIMUM) this.#lastLoggedMs.clear();
    this.#lastLoggedMs.set(kind, nowMs);
    this.#options.logger.error(...(said as [object, string]));
  }
}

/** The error's own code, which no stranger can choose, or the box's word for it. */
function kindOf(said: unknown[]): string {
  const [first, message] = said as [{ code?: unknown; err?: { code?: unknown } } | string | undefined, unknown];
  if (typeof first === 'string') return first.slice(0, 60);
  const code = first?.code ?? first?.err?.code;
  if (typeof message === 'string') return message.slice(0, 60);
  return typeof code === 'string' ? code.slice(0, 60) : 'broken message';
}

/** `error-mapping.ts` logs this message for a request that failed by a fault of the box. */
const isOwnFault = ([, message]: unknown[]) => message === 'request failed';
