/** A link of TCP connections to one server that can be held still, cut with or without a word, and opened again. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/**
 * `open`: carries. `held`: takes connections and bytes up to what the buffers hold, and carries nothing, as a dead link
 * does. `closed`: resets what there is and refuses what comes.
 */
export type LinkState = 'open' | 'held' | 'closed';

export interface TcpRelay {
  readonly port: number;
  become(state: LinkState): void;
  /** Connections from now on are taken at once, and nothing is carried over them before so long. */
  answerAfter(ms: number): void;
  close(): Promise<void>;
}

export async function startTcpRelay(serverPort: number): Promise<TcpRelay> {
  let state: LinkState = 'open';
  let answerMs = 0;
  const pairs = new Set<readonly [Socket, Socket]>();
  /** Of these: to be carried when their time has come. */
  const waiting = new Set<readonly [Socket, Socket]>();

  const carry = (pair: readonly [Socket, Socket]) => {
    const [near, far] = pair;
    near.pipe(far);
    far.pipe(near);
  };
  const hold = ([near, far]: readonly [Socket, Socket]) => {
    near.unpipe(far);
    far.unpipe(near);
    near.pause();
    far.pause();
  };
  const reset = (pair: readonly [Socket, Socket]) => {
    pairs.delete(pair);
    for (const socket of pair) socket.resetAndDestroy();
  };

  const server = createServer({ allowHalfOpen: false }, (near) => {
    if (state === 'closed') {
      near.resetAndDestroy();
      return;
    }
    const pair = [near, connect({ host: '127.0.0.1', port: serverPort })] as const;
    pairs.add(pair);
    for (const socket of pair) {
      socket.setNoDelay(true);
      socket.on('error', () => {});
      // Over a dead link the other end does not learn of it.
      socket.on('close', () => {
        if (state !== 'held') reset(pair);
      });
    }
    const begin = () => {
      waiting.delete(pair);
      if (state === 'open' && pairs.has(pair)) carry(pair);
    };
    waiting.add(pair);
    hold(pair);
    if (answerMs === 0) begin();
    else setTimeout(begin, answerMs);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');

  return {
    port: (server.address() as AddressInfo).port,
    become(next) {
      if (next === state) return;
      state = next;
      for (const pair of [...pairs]) {
        if (next === 'open') {
          if (pair.some(({ destroyed }) => destroyed)) reset(pair);
          else if (!waiting.has(pair)) carry(pair);
        } else if (next === 'held') hold(pair);
        else reset(pair);
      }
    },
    answerAfter(ms) {
      answerMs = ms;
    },
    async close() {
      const closed = once(server, 'close');
      server.close();
      for (const pair of [...pairs]) reset(pair);
      await closed;
    },
  };
}
