/** An RTMP player that hands over the clock's last digit of each frame: ffmpeg without buffers, because it is not ours. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { Room, Stage } from './stage.ts';

/** Where the last digit of the clock is in the 720p test picture. */
export const DIGIT = { width: 72, height: 92, x: 804, y: 580 };
/** Above what the server says before media: 3 kB of handshake, 1 kB of answers. */
const MEDIA_BYTES = 10_000;
/** The pieces of one message come within microseconds. */
const BETWEEN_MESSAGES_MS = 20;
/** RTMP acknowledgement (type 3) of 0 bytes: 12 bytes of head, 4 of content. */
const ACKNOWLEDGEMENT = Buffer.from([2, 0, 0, 0, 0, 0, 4, 3, 0, 0, 0, 0, 0, 0, 0, 0]);

export interface Change {
  /** `Date.now` when the player handed the frame over. */
  atMs: number;
  /** Difference to the frame before it. */
  amount: number;
}

export interface Player {
  /** All frames so far. */
  changes: Change[];
  end(): Promise<void>;
}

export async function play({ server }: Stage, room: Room): Promise<Player> {
  const relay = await promptRelay(Number(new URL(server.rtmpUrl).port));
  const { width, height, x, y } = DIGIT;
  const words = [
    '--pdeathsig KILL ffmpeg -nostdin -v error -fflags nobuffer -flags low_delay -probesize 60000 -analyzeduration 0',
    `-i rtmp://127.0.0.1:${relay.port}/live/${room} -an -vf crop=${width}:${height}:${x}:${y},format=gray`,
    '-fps_mode passthrough -flush_packets 1 -f rawvideo -',
  ];
  const child = spawn('setpriv', words.join(' ').split(' '), { stdio: ['ignore', 'pipe', 'ignore'] });
  const gone = once(child, 'exit');
  const changes: Change[] = [];
  let before: Buffer | null = null;
  let held = Buffer.alloc(0);
  child.stdout.on('data', (bytes: Buffer) => {
    const atMs = Date.now();
    held = Buffer.concat([held, bytes]);
    for (const size = width * height; held.length >= size; held = held.subarray(size)) {
      const frame = held.subarray(0, size);
      if (before) changes.push({ atMs, amount: difference(before, frame) });
      before = Buffer.from(frame);
    }
  });
  return {
    changes,
    end: async () => {
      child.kill('SIGKILL');
      await gone;
      relay.close();
    },
  };
}

/**
 * nginx holds small messages back until TCP has acknowledged the ones before, and a receiver that has nothing to say
 * acknowledges only every 40 ms. Once media flows, this one answers everything it gets in place of the player, so that
 * the player's leg adds no such waits.
 */
async function promptRelay(rtmpPort: number): Promise<{ port: number; close(): void }> {
  const sockets = new Set<Socket>();
  const relay: Server = createServer({ noDelay: true }, (player) => {
    const upstream = connect({ port: rtmpPort, host: '127.0.0.1', noDelay: true });
    let received = 0;
    let answers = false;
    let playerSpokeMs = 0;
    player.on('data', (bytes) => {
      playerSpokeMs = performance.now();
      if (!answers) upstream.write(bytes);
    });
    upstream.on('data', (bytes) => {
      player.write(bytes);
      received += bytes.length;
      answers ||= received > MEDIA_BYTES && performance.now() - playerSpokeMs > BETWEEN_MESSAGES_MS;
      if (answers) upstream.write(ACKNOWLEDGEMENT);
    });
    for (const [socket, other] of [
      [player, upstream],
      [upstream, player],
    ] as const) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => other.destroy());
    }
  });
  await once(relay.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (relay.address() as { port: number }).port,
    close: () => {
      relay.close();
      for (const socket of sockets) socket.destroy();
    },
  };
}

function difference(a: Buffer, b: Buffer): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum;
}
