/** A thin link: a TCP relay that lets through so many kb/s towards the server, with whatever the kernel buffers before it. */
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

const TICK_MS = 10;
/** A router's queue; what more is sent waits in the sender's kernel and in this process's socket. */
const QUEUE_BYTES = 16_384;
/** As large as a packet: more at once would be a burst that no thin link lets through. */
const BURST_BYTES = 1448;

export interface ShapedRelay {
  readonly port: number;
  /** Connections so far. */
  readonly connections: number;
  /** From now on. */
  setKbps(kbps: number): void;
  close(): Promise<void>;
}

export async function startShapedRelay(
  target: { port: number; host?: string },
  firstKbps: number,
): Promise<ShapedRelay> {
  let kbps = firstKbps;
  let connections = 0;
  const links = new Set<{ tick(bytes: number): void; end(): void }>();

  const server = createServer((client) => {
    connections += 1;
    const upstream = connect(target.port, target.host ?? '127.0.0.1');
    const link = relay(client, upstream);
    links.add(link);
    // What has been taken from a client that is gone still goes on its way.
    for (const socket of [client, upstream])
      socket.once('close', () => {
        if (client.destroyed && upstream.destroyed) links.delete(link);
      });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  let lastMs = performance.now();
  const timer = setInterval(() => {
    const nowMs = performance.now();
    for (const link of links) link.tick(((nowMs - lastMs) * kbps) / 8);
    lastMs = nowMs;
  }, TICK_MS);
  return {
    port: (server.address() as { port: number }).port,
    get connections() {
      return connections;
    },
    setKbps(next) {
      kbps = next;
    },
    async close() {
      clearInterval(timer);
      const closed = once(server, 'close');
      server.close();
      for (const link of links) link.end();
      await closed;
    },
  };
}

function relay(client: Socket, upstream: Socket) {
  let queue: Buffer[] = [];
  let queuedBytes = 0;
  let credit = 0;
  let isEnding = false;
  const end = () => {
    client.destroy();
    upstream.destroy();
  };
  for (const socket of [client, upstream]) socket.setNoDelay(true).on('error', end);
  client.on('data', (bytes: Buffer) => {
    queue.push(bytes);
    queuedBytes += bytes.length;
    if (queuedBytes > QUEUE_BYTES) client.pause();
  });
  client.on('end', () => {
    isEnding = true;
  });
  // The way back is not the thin one.
  upstream.on('data', (bytes: Buffer) => client.write(bytes));
  upstream.on('end', () => client.end());
  return {
    end,
    tick(bytes: number) {
      credit = queuedBytes === 0 ? Math.min(credit + bytes, BURST_BYTES) : credit + bytes;
      const due = Math.min(Math.floor(credit), queuedBytes);
      if (due > 0) {
        const all = Buffer.concat(queue);
        upstream.write(all.subarray(0, due));
        queue = due < all.length ? [all.subarray(due)] : [];
        queuedBytes -= due;
        credit -= due;
        if (queuedBytes <= QUEUE_BYTES) client.resume();
      }
      if (isEnding && queuedBytes === 0) upstream.end();
    },
  };
}
