/** A real mail server, by Debian's python3-aiosmtpd. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Ending } from '../ending.ts';

export interface Mail {
  from: string;
  to: string[];
  /** Headers and body as they came. */
  data: string;
  encrypted: boolean;
  user: boolean;
}

export interface MailServerOptions {
  port: number;
  certificate: string;
  key: string;
  security: 'starttls' | 'tls' | 'none';
}

export class MailServer {
  /** All that was taken, in the order in which it came; over restarts too. */
  readonly taken: Mail[] = [];
  readonly #options: MailServerOptions;
  #child: ChildProcess | null = null;

  get port(): number {
    return this.#options.port;
  }

  constructor(t: Ending, options: MailServerOptions) {
    this.#options = options;
    t.after(() => this.stop());
  }

  /** Resolves when it listens. */
  async start(): Promise<void> {
    const { port, certificate, key, security } = this.#options;
    const script = join(import.meta.dirname, 'mail-server.py');
    // Debian's own Python has Debian's packages.
    const child = spawn('/usr/bin/python3', [script, String(port), certificate, key, security], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    this.#child = child;
    let rest = '';
    await new Promise<void>((resolve, reject) => {
      child.once('close', () => reject(new Error('the mail server ended')));
      child.stdout.setEncoding('utf8').on('data', (text: string) => {
        const lines = `${rest}${text}`.split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines.map((one) => JSON.parse(one) as Mail | { listening: number })) {
          if ('listening' in line) resolve();
          else this.taken.push(line);
        }
      });
    });
  }

  async stop(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const closed = once(child, 'close');
    child.kill('SIGKILL');
    await closed;
  }
}
