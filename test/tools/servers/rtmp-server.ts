/** A small RTMP server that does what it is told: accepts, refuses, cuts, never answers, stops reading. */
import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { decodeAmf, encodeAmf } from './amf0.ts';

/**
 * `accept`: takes every stream.
 * `refuse`: answers publish with an error status and leaves the connection open, as most servers do for a bad key.
 * `cut`: closes the connection at publish, without a word, as nginx-rtmp does for a bad key.
 * `deaf`: accepts the connection and never answers, not even the handshake.
 * `mute`: answers everything but publish.
 * `stall`: takes the stream, then stops reading as a frozen server or a dead link does.
 */
export type Behaviour = 'accept' | 'refuse' | 'cut' | 'deaf' | 'mute' | 'stall';

export interface MediaTag {
  kind: 'audio' | 'video' | 'metadata';
  timestampMs: number;
  bytes: Buffer;
}

export interface RtmpServer {
  /** `rtmp://127.0.0.1:PORT/live` */
  readonly url: string;
  readonly connections: number;
  /** Name and arguments of each publish, in order, refused ones too: `room?key=secret`. */
  readonly published: readonly string[];
  /** Of all streams taken; the oldest go when there are more than `KEPT_TAGS`. */
  readonly tags: readonly MediaTag[];
  /** From now on; `accept` also lets stalled connections go on. */
  behave(behaviour: Behaviour): void;
  /** Closes every connection, as a crash does; the server goes on listening. */
  drop(): void;
  close(): Promise<void>;
}

const HANDSHAKE_BYTES = 1536;
const KEPT_TAGS = 20_000;
/** As the shipped nginx configuration acknowledges. */
const ACKNOWLEDGE_EVERY_BYTES = 8192;
/** A publisher that sends larger messages than this is broken. */
const MESSAGE_LIMIT_BYTES = 8 * 1024 * 1024;
const OUT_CHUNK_BYTES = 4096;

const SET_CHUNK_SIZE = 1;
const ACKNOWLEDGEMENT = 3;
const WINDOW_SIZE = 5;
const PEER_BANDWIDTH = 6;
const AUDIO = 8;
const VIDEO = 9;
const DATA = 18;
const COMMAND = 20;

interface Message {
  type: number;
  streamId: number;
  timestampMs: number;
  bytes: Buffer;
}

export async function startRtmpServer(first: Behaviour = 'accept', port = 0): Promise<RtmpServer> {
  let behaviour = first;
  let connections = 0;
  const published: string[] = [];
  const tags: MediaTag[] = [];
  const sockets = new Set<Socket>();

  const server = createServer((socket) => {
    connections += 1;
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
    if (behaviour === 'deaf') {
      socket.resume();
      return;
    }
    converse(socket, {
      behaviour: () => behaviour,
      onPublish: (name) => published.push(name),
      onTag(tag) {
        tags.push(tag);
        if (tags.length > KEPT_TAGS) tags.shift();
      },
    });
  });
  await once(server.listen(port, '127.0.0.1'), 'listening');
  const address = server.address() as { port: number };

  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `rtmp://127.0.0.1:${address.port}/live`,
    get connections() {
      return connections;
    },
    published,
    tags,
    behave(next) {
      behaviour = next;
      if (next === 'accept') for (const socket of sockets) socket.resume();
    },
    drop,
    async close() {
      const closed = once(server, 'close');
      server.close();
      drop();
      await closed;
    },
  };
}

interface Listener {
  behaviour(): Behaviour;
  onPublish(name: string): void;
  onTag(tag: MediaTag): void;
}

function converse(socket: Socket, listener: Listener): void {
  let waiting: Buffer = Buffer.alloc(0);
  let shakenHands = 0;
  let taking = false;
  let receivedBytes = 0;
  let acknowledgedBytes = 0;
  const chunks = new ChunkReader();

  const send = (type: number, bytes: Buffer, streamId = 0) => socket.write(asChunk(type, bytes, streamId));
  const status = (level: string, code: string, description: string) =>
    send(COMMAND, encodeAmf(['onStatus', 0, null, { level, code, description }]), 1);

  const command = ({ bytes }: Message) => {
    const [name, transaction, , argument] = decodeAmf(bytes);
    if (name === 'connect') {
      send(WINDOW_SIZE, uint32(2_500_000));
      send(PEER_BANDWIDTH, Buffer.concat([uint32(2_500_000), Buffer.from([2])]));
      send(SET_CHUNK_SIZE, uint32(OUT_CHUNK_BYTES));
      const info = { level: 'status', code: 'NetConnection.Connect.Success', description: 'ok', objectEncoding: 0 };
      send(COMMAND, encodeAmf(['_result', transaction ?? 1, { fmsVer: 'FMS/3,0,1,123', capabilities: 31 }, info]));
    } else if (name === 'createStream') {
      send(COMMAND, encodeAmf(['_result', transaction ?? 0, null, 1]));
    } else if (name === 'publish') {
      listener.onPublish(String(argument));
      const behaviour = listener.behaviour();
      if (behaviour === 'cut') socket.destroy();
      else if (behaviour === 'refuse') status('error', 'NetStream.Publish.BadName', 'not allowed');
      else if (behaviour !== 'mute') {
        taking = true;
        status('status', 'NetStream.Publish.Start', 'started');
        if (behaviour === 'stall') socket.pause();
      }
    }
  };

  const take = ({ type, timestampMs, bytes }: Message) => {
    const kind = type === AUDIO ? 'audio' : type === VIDEO ? 'video' : 'metadata';
    if (taking) listener.onTag({ kind, timestampMs, bytes });
    if (listener.behaviour() === 'stall') socket.pause();
  };

  socket.on('data', (piece: Buffer) => {
    waiting = Buffer.concat([waiting, piece]);
    receivedBytes += piece.length;
    if (shakenHands === 0 && waiting.length >= 1 + HANDSHAKE_BYTES) {
      const theirs = waiting.subarray(1, 1 + HANDSHAKE_BYTES);
      socket.write(Buffer.concat([Buffer.from([3]), Buffer.alloc(HANDSHAKE_BYTES), theirs]));
      waiting = waiting.subarray(1 + HANDSHAKE_BYTES);
      shakenHands = 1;
    }
    if (shakenHands === 1 && waiting.length >= HANDSHAKE_BYTES) {
      waiting = waiting.subarray(HANDSHAKE_BYTES);
      shakenHands = 2;
    }
    if (shakenHands < 2) return;
    try {
      waiting = chunks.read(waiting, (message) => {
        if (message.type === COMMAND) command(message);
        else if (message.type === AUDIO || message.type === VIDEO || message.type === DATA) take(message);
      });
    } catch {
      socket.destroy();
      return;
    }
    if (taking && receivedBytes - acknowledgedBytes >= ACKNOWLEDGE_EVERY_BYTES) {
      acknowledgedBytes = receivedBytes;
      send(ACKNOWLEDGEMENT, uint32(receivedBytes % 2 ** 32));
    }
  });
}

interface Assembly extends Omit<Message, 'bytes'> {
  deltaMs: number;
  length: number;
  extended: boolean;
  parts: Buffer[];
  have: number;
}

/** Puts messages together from the chunks of several chunk streams. */
class ChunkReader {
  #chunkBytes = 128;
  #streams = new Map<number, Assembly>();

  /** Reads whole chunks and returns what is left. */
  read(bytes: Buffer, onMessage: (message: Message) => void): Buffer {
    let at = 0;
    for (;;) {
      const end = this.#readOne(bytes, at, onMessage);
      if (end === null) return bytes.subarray(at);
      at = end;
    }
  }

  /** End of the chunk that starts at `at`, or null when it is not all there. */
  #readOne(bytes: Buffer, at: number, onMessage: (message: Message) => void): number | null {
    const there = bytes.length - at;
    if (there < 1) return null;
    const low = bytes.readUInt8(at) & 63;
    const basicBytes = low === 0 ? 2 : low === 1 ? 3 : 1;
    const format = bytes.readUInt8(at) >> 6;
    const headerBytes = [11, 7, 3, 0][format] as number;
    if (there < basicBytes + headerBytes) return null;
    const id = low === 0 ? 64 + bytes.readUInt8(at + 1) : low === 1 ? 64 + bytes.readUInt16LE(at + 1) : low;
    const known = this.#streams.get(id);
    const next: Assembly = known
      ? { ...known }
      : { type: 0, streamId: 0, timestampMs: 0, deltaMs: 0, length: 0, extended: false, parts: [], have: 0 };

    let from = at + basicBytes;
    let timeMs = format < 3 ? bytes.readUIntBE(from, 3) : 0;
    if (format < 3) next.extended = timeMs === 0xffffff;
    if (format < 2) {
      next.length = bytes.readUIntBE(from + 3, 3);
      next.type = bytes.readUInt8(from + 6);
    }
    if (format === 0) next.streamId = bytes.readUInt32LE(from + 7);
    from += headerBytes;
    if (next.extended) {
      if (bytes.length < from + 4) return null;
      timeMs = bytes.readUInt32BE(from);
      from += 4;
    }
    if (next.length > MESSAGE_LIMIT_BYTES) throw new Error('message too long');
    if (next.have === 0) {
      if (format < 3) next.deltaMs = timeMs;
      next.timestampMs = format === 0 ? timeMs : next.timestampMs + next.deltaMs;
      // A message that repeats the header of an absolute one starts at the same distance again.
      if (format === 0) next.deltaMs = 0;
    }
    const end = from + Math.min(this.#chunkBytes, next.length - next.have);
    if (bytes.length < end) return null;

    next.parts = [...next.parts, bytes.subarray(from, end)];
    next.have += end - from;
    if (next.have === next.length) {
      const whole = Buffer.concat(next.parts);
      next.parts = [];
      next.have = 0;
      this.#streams.set(id, next);
      if (next.type === SET_CHUNK_SIZE) this.#chunkBytes = whole.readUInt32BE(0) & 0x7fffffff;
      onMessage({ type: next.type, streamId: next.streamId, timestampMs: next.timestampMs, bytes: whole });
    } else this.#streams.set(id, next);
    return end;
  }
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Everything this server says fits one chunk once its chunk size is set, which it does before its first long message. */
function asChunk(type: number, bytes: Buffer, streamId: number): Buffer {
  const header = Buffer.alloc(12);
  header.writeUInt8(3, 0);
  header.writeUIntBE(bytes.length, 4, 3);
  header.writeUInt8(type, 7);
  header.writeUInt32LE(streamId, 8);
  return Buffer.concat([header, bytes]);
}
