/** An RTMP server that, connection after connection, does another thing that nobody should do. */
import { createServer, type Socket } from 'node:net';
import type { Ending } from '../ending.ts';
import { type Amf, encodeAmf } from '../servers/amf0.ts';
import { listen } from '../servers/listen.ts';

const HANDSHAKE_BYTES = 1536;
const SET_CHUNK_SIZE = 1;
const USER_CONTROL = 4;
const COMMAND = 20;
/** Then the next is tried. */
const DEED_MS = 1500;

/** One message in one chunk, whatever the chunk size is said to be. */
function message(type: number, bytes: Buffer, length = bytes.length): Buffer {
  const head = Buffer.alloc(12);
  head.writeUInt8(3, 0);
  head.writeUIntBE(length, 4, 3);
  head.writeUInt8(type, 7);
  return Buffer.concat([head, bytes]);
}

const uint32 = (value: number) => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
};
const LARGE_CHUNKS = message(SET_CHUNK_SIZE, uint32(0x7fffffff));
const result = (...values: Amf[]) => message(COMMAND, encodeAmf(['_result', 1, ...values]));
const CONNECTED = result({ fmsVer: 'FMS/3,0' }, { level: 'status', code: 'NetConnection.Connect.Success' });

function nested(levels: number): Amf {
  let value: Amf = { code: 'NetConnection.Connect.Success' };
  for (let level = 0; level < levels; level++) value = { a: value };
  return value;
}

function forEver(socket: Socket, piece: Buffer): void {
  const more = () => {
    while (!socket.destroyed && socket.write(piece));
    socket.once('drain', more);
  };
  more();
}

type Deed = (socket: Socket) => void;

/** After the handshake. */
const DEEDS: Record<string, Deed> = {
  garbage: (socket) => forEver(socket, Buffer.alloc(65_536, 'no RTMP at all ')),
  nestedStatus: (socket) => socket.write(Buffer.concat([LARGE_CHUNKS, result(null, nested(1000))])),
  longStatus: (socket) => {
    const description = `"description": "already ${'x'.repeat(60_000)}`;
    const refused = encodeAmf([
      '_error',
      1,
      null,
      { level: 'error', code: 'NetConnection.Connect.Rejected', description },
    ]);
    socket.write(Buffer.concat([LARGE_CHUNKS, message(COMMAND, refused)]));
  },
  wrongValues: (socket) => socket.write(message(COMMAND, Buffer.alloc(100, 0x7f))),
  hugeArray: (socket) => {
    const array = Buffer.concat([encodeAmf(['_result', 1]), Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 5, 5])]);
    socket.write(message(COMMAND, array));
  },
  endlessMessage: (socket) => {
    socket.write(Buffer.concat([LARGE_CHUNKS, message(COMMAND, Buffer.alloc(0), 0xffffff)]));
    forEver(socket, Buffer.alloc(65_536, 5));
  },
  pings: (socket) => {
    socket.write(CONNECTED);
    forEver(socket, Buffer.concat(Array<Buffer>(500).fill(message(USER_CONTROL, Buffer.from([0, 6, 0, 0, 0, 1])))));
  },
  never: () => {},
};

export interface HostileRtmp {
  url: string;
  /** Names of the deeds so far, one for each connection that shook hands. */
  readonly done: readonly string[];
  /** How many there are. */
  readonly deeds: number;
}

export async function startHostileRtmp(t: Ending): Promise<HostileRtmp> {
  const done: string[] = [];
  const names = Object.keys(DEEDS);
  const server = createServer((socket) => {
    let received = Buffer.alloc(0);
    let isGreeted = false;
    socket.on('data', (piece: Buffer) => {
      if (received.length > 2 * HANDSHAKE_BYTES) return;
      received = Buffer.concat([received, piece]);
      if (!isGreeted && received.length > HANDSHAKE_BYTES) {
        isGreeted = true;
        const theirs = received.subarray(1, 1 + HANDSHAKE_BYTES);
        socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(HANDSHAKE_BYTES), theirs]));
      }
      if (received.length <= 2 * HANDSHAKE_BYTES) return;
      const name = names[done.length % names.length] as string;
      done.push(name);
      DEEDS[name]?.(socket);
      setTimeout(() => socket.destroy(), DEED_MS).unref();
    });
  });
  const port = await listen(t, server);
  return { url: `rtmp://127.0.0.1:${port}/live`, done, deeds: names.length };
}
