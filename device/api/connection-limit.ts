import type { Server } from 'node:net';

/**
 * Closes connections of one address beyond `maximum`: one machine that opens connections and waits must not shut out
 * others.
 */
export function limitConnectionsPerAddress(server: Server, maximum: number): void {
  const open = new Map<string, number>();
  server.on('connection', (socket) => {
    const from = socket.remoteAddress ?? '';
    const now = (open.get(from) ?? 0) + 1;
    if (now > maximum) {
      socket.destroy();
      return;
    }
    open.set(from, now);
    socket.once('close', () => {
      const left = (open.get(from) ?? 1) - 1;
      if (left > 0) open.set(from, left);
      else open.delete(from);
    });
  });
}
