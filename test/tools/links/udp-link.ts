/**
 * A UDP link on loopback that loses, delays and narrows what goes through it, for whom a network of its own is too much: a caller
 * sends to `port`, and what comes back goes the same way.
 */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Ending } from '../ending.ts';

export interface UdpLink {
  readonly port: number;
  /** Packets so far towards the server, and how many of them were lost on the way. */
  readonly counts: { sent: number; lost: number };
  /** From now on. */
  set(change: Partial<UdpLinkState>): void;
}

export interface UdpLinkState {
  /** Of the packets in both directions, 0 to 1. */
  lossPart: number;
  /** One way. */
  delayMs: number;
  /** Towards the server; what the queue does not take is lost. */
  kbps: number;
  queueBytes: number;
}

const HEAD_BYTES = 28;

export async function startUdpLink(t: Ending, serverPort: number, first: Partial<UdpLinkState> = {}): Promise<UdpLink> {
  let state: UdpLinkState = { lossPart: 0, delayMs: 0, kbps: Infinity, queueBytes: 65_536, ...first };
  const counts = { sent: 0, lost: 0 };
  // The same packets are lost in each run.
  let seed = 12345;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31;
    return seed / 2 ** 31;
  };
  const front = createSocket('udp4');
  const callers = new Map<string, Socket>();
  /** When the last byte in the queue is through. */
  let freeMs = 0;
  let isOver = false;
  const later = (send: () => void, ms: number) => {
    const unlessOver = () => {
      if (!isOver) send();
    };
    if (ms < 1) unlessOver();
    else setTimeout(unlessOver, ms).unref();
  };

  const upstreamOf = (caller: RemoteInfo): Socket => {
    const key = `${caller.address}:${caller.port}`;
    const known = callers.get(key);
    if (known) return known;
    const upstream = createSocket('udp4').on('error', () => {});
    upstream.on('message', (bytes) => {
      if (random() >= state.lossPart)
        later(() => front.send(bytes, caller.port, caller.address, () => {}), state.delayMs);
    });
    callers.set(key, upstream);
    return upstream;
  };
  front.on('message', (bytes, caller) => {
    const upstream = upstreamOf(caller);
    const nowMs = performance.now();
    counts.sent++;
    const waitsMs = Math.max(0, freeMs - nowMs);
    const isFull = (waitsMs * state.kbps) / 8 > state.queueBytes;
    if (random() < state.lossPart || isFull) {
      counts.lost++;
      return;
    }
    freeMs = nowMs + waitsMs + ((bytes.length + HEAD_BYTES) * 8) / state.kbps;
    later(() => upstream.send(bytes, serverPort, '127.0.0.1', () => {}), freeMs - nowMs + state.delayMs);
  });
  front.bind(0, '127.0.0.1');
  await once(front, 'listening');
  t.after(async () => {
    isOver = true;
    for (const socket of [front, ...callers.values()]) socket.close();
  });
  return {
    port: front.address().port,
    counts,
    set(change) {
      state = { ...state, ...change };
    },
  };
}
