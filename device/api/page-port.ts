/** The port of the page. The talk does not wait for it: a port in use is tried again while everything else runs. */
import type { FastifyInstance } from 'fastify';
import type { Clock } from '../platform/clock.ts';
import { inBackground } from '../platform/in-background.ts';
import type { Logger } from '../platform/logger.ts';
import { because, type Language, type Reason, type ReasonCode, sentence } from '../reason.ts';

const AGAIN_MS = 5000;

/** A kernel built without IPv6 gives the first, one with `disable_ipv6` the second. */
const NO_IPV6 = ['EAFNOSUPPORT', 'EADDRNOTAVAIL'];

const TOLD: Partial<Record<string, ReasonCode>> = {
  EADDRINUSE: 'pageClosed',
  EACCES: 'pagePortNotAllowed',
  EADDRNOTAVAIL: 'pageHostNotHere',
  EAFNOSUPPORT: 'pageHostNotHere',
  ENOTFOUND: 'pageHostNotHere',
};

export interface PagePortOptions {
  clock: Clock;
  logger: Logger;
  server: FastifyInstance;
  /** `port` 0 takes any free one. */
  wanted(): { host: string; port: number };
  /** Language of the message to whoever started the service by hand. */
  language(): Language;
  /** Null once it listens. */
  onTrouble(reason: Reason | null): void;
}

export class PagePort {
  readonly #options: PagePortOptions;
  #cancelAgain = () => {};
  #isReported = false;

  constructor(options: PagePortOptions) {
    this.#options = options;
  }

  /** Empty and 0 while it does not listen. */
  get address(): { host: string; port: number } {
    const bound = this.#options.server.server.address();
    return typeof bound === 'object' && bound ? { host: bound.address, port: bound.port } : { host: '', port: 0 };
  }

  /** Resolves after the first try. */
  async open(): Promise<void> {
    const { clock, logger, wanted, language, onTrouble } = this.#options;
    const { host, port } = wanted();
    try {
      await this.#listen(host, port);
      this.#isReported = false;
      onTrouble(null);
      logger.info({ host, port: this.address.port }, 'page open');
    } catch (error) {
      const { code = '', message } = error as NodeJS.ErrnoException;
      const reason = because(TOLD[code] ?? 'pageFailed', message, { host, port });
      // Printed here, because no page can show it.
      if (!this.#isReported) process.stderr.write(`${sentence(reason, language())}\n`);
      this.#isReported = true;
      onTrouble(reason);
      this.#cancelAgain = clock.after(AGAIN_MS, () => inBackground(this.open()));
    }
  }

  /** `::` is both families. Where the kernel has IPv6 switched off, only IPv4 is left. */
  async #listen(host: string, port: number): Promise<void> {
    const { server } = this.#options;
    try {
      await server.listen({ host, port });
    } catch (error) {
      const { code = '' } = error as NodeJS.ErrnoException;
      if (host !== '::' || !NO_IPV6.includes(code)) throw error;
      await server.listen({ host: '0.0.0.0', port });
    }
  }

  async close(): Promise<void> {
    this.#cancelAgain();
    await this.#options.server.close();
  }
}
