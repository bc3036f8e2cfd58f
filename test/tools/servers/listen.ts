/** A server of a test's own: it and all its connections are gone with the test. */
import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';
import type { Ending } from '../ending.ts';

/** Resolves with a port that was free. A connection that breaks is no fault of the test. */
export async function listen(t: Ending, server: Server, host = '127.0.0.1'): Promise<number> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
  });
  await once(server.listen(0, host), 'listening');
  t.after(async () => {
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  });
  return (server.address() as AddressInfo).port;
}
