/** A client that keeps to no rule: raw sockets, any address of the loopback network, any path, any header. */
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { WebSocket } from 'ws';

export interface Answer {
  status: number;
  headers: NodeJS.Dict<string | string[]>;
  body: string;
}

export interface Ask {
  method?: string;
  path: string;
  headers?: Record<string, string>;
  body?: string | Buffer;
  /** Which address of 127.0.0.0/8 it comes from. */
  from?: string;
}

export class HostileClient {
  readonly port: number;
  /** Of every answer so far. */
  readonly statuses = new Map<number, number>();
  /** Failing answers that do not say when to come back. */
  readonly faults: string[] = [];
  /** Answers that hold one of the secrets. */
  readonly leaked: string[] = [];
  readonly #secrets: string[];

  constructor(port: number, secrets: string[]) {
    this.port = port;
    this.#secrets = secrets;
  }

  /** Null for a connection that was closed without an answer. */
  ask({ method = 'GET', path, headers = {}, body, from = '127.0.0.1' }: Ask): Promise<Answer | null> {
    return new Promise((resolve) => {
      const asking = request({
        port: this.port,
        host: '127.0.0.1',
        localAddress: from,
        method,
        path,
        agent: false,
        timeout: 60_000,
        headers: { ...(body !== undefined && { 'content-type': 'application/json' }), ...headers },
      });
      asking.on('error', () => resolve(null));
      asking.on('timeout', () => asking.destroy());
      asking.on('response', (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part) => parts.push(part));
        response.on('error', () => resolve(null));
        response.on('end', () => {
          const answer = {
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(parts).toString('latin1'),
          };
          this.#note(`${method} ${path}`, answer);
          resolve(answer);
        });
      });
      asking.end(body);
    });
  }

  /** `count` times the same, `atOnce` at a time. */
  async burst(count: number, atOnce: number, ask: (index: number) => Ask): Promise<void> {
    let next = 0;
    const worker = async () => {
      while (next < count) {
        const index = next;
        next += 1;
        await this.ask(ask(index));
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
  }

  /** A TCP connection that says nothing of its own. */
  open(from: string): Socket {
    const socket = connect({ port: this.port, host: '127.0.0.1', localAddress: from });
    socket.on('error', () => {});
    return socket;
  }

  socket(from: string, headers: Record<string, string> = {}): WebSocket {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}/api/live`, { headers, localAddress: from });
    socket.on('error', () => {});
    socket.on('unexpected-response', (asking, { statusCode = 0, headers: answered }) => {
      this.#note('WS /api/live', { status: statusCode, headers: answered, body: '' });
      asking.destroy();
      socket.terminate();
    });
    return socket;
  }

  /** True when a page at that address gets its status. */
  async getsStatus(from: string, headers: Record<string, string> = {}): Promise<boolean> {
    const socket = this.socket(from, headers);
    const got = await new Promise<boolean>((resolve) => {
      socket.on('message', () => resolve(true));
      socket.on('close', () => resolve(false));
    });
    socket.terminate();
    return got;
  }

  #note(what: string, { status, headers, body }: Answer): void {
    this.statuses.set(status, (this.statuses.get(status) ?? 0) + 1);
    if (status >= 500 && !(status === 503 && headers['retry-after'] !== undefined))
      this.faults.push(`${status} ${what}`);
    const said = JSON.stringify(headers) + body;
    for (const secret of this.#secrets) if (said.includes(secret)) this.leaked.push(`${what}: ${said.slice(0, 200)}`);
  }
}
