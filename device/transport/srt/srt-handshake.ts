/**
 * Packets by which a caller of SRT asks for a connection (draft-sharabayko-srt, 3.2.1 and 4.3.1). Pure except for
 * random numbers.
 */
import { createCipheriv, pbkdf2Sync, randomBytes } from 'node:crypto';
import type { SrtAddress } from './srt-address.ts';

const HEAD_BYTES = 16;
const PACKET_BYTES = HEAD_BYTES + 48;
/** Control packets, by type. */
const HANDSHAKE = 0x8000;
const SHUTDOWN = 0x8005;
const INDUCTION = 1;
const CONCLUSION = 0xffffffff;
/** Answers from here on are refusals: the reason is the rest above it. */
const FAILURE = 1000;
/** Extension field of version 4: messages. */
const MESSAGES = 2;
const LARGEST_PACKET_BYTES = 1500;
const WINDOW_PACKETS = 8192;
const LIBRARY_VERSION = 0x00010501;
/** Flags of live streams: times in packets, encryption, late packets are dropped, lost ones reported and sent again. */
const LIVE_FLAGS = 0xbf;
const EXTENSIONS = { hello: 1, key: 3, streamId: 5 } as const;
const HAS = { hello: 1, key: 2, config: 4 } as const;
/** AES-128, unless another is asked for. */
const USUAL_KEY_BYTES = 16;
const SALT_BYTES = 16;
/** Part of the salt that the passphrase is hashed with, and how often: fixed by the protocol. */
const HASH_SALT_BYTES = 8;
const HASH_ROUNDS = 2048;
const WRAP_START = Buffer.alloc(8, 0xa6);

export interface Caller {
  socketId: number;
  sequence: number;
}

export const newCaller = (): Caller => ({
  socketId: (randomBytes(4).readUInt32BE() >>> 2) + 1,
  sequence: randomBytes(4).readUInt32BE() >>> 1,
});

/** Asks whether anybody is there. A listener answers with a cookie and keeps nothing. */
export function induction(caller: Caller): Buffer {
  return handshake(caller, { version: 4, encryption: 0, extension: MESSAGES, type: INDUCTION, cookie: 0 }, []);
}

/** Asks for the connection itself. */
export function conclusion(
  caller: Caller,
  cookie: number,
  { streamId, passphrase, keyBytes, latencyMs }: Pick<SrtAddress, 'streamId' | 'passphrase' | 'keyBytes' | 'latencyMs'>,
): Buffer {
  const hello = Buffer.alloc(12);
  hello.writeUInt32BE(LIBRARY_VERSION, 0);
  hello.writeUInt32BE(LIVE_FLAGS, 4);
  hello.writeUInt16BE(latencyMs, 8);
  hello.writeUInt16BE(latencyMs, 10);
  const bytes = keyBytes || USUAL_KEY_BYTES;
  const extensions = [
    extension(EXTENSIONS.hello, hello),
    ...(passphrase ? [extension(EXTENSIONS.key, keyMaterial(passphrase, bytes))] : []),
    ...(streamId ? [extension(EXTENSIONS.streamId, wordsTurned(Buffer.from(streamId)))] : []),
  ];
  const fields = {
    version: 5,
    encryption: passphrase ? bytes / 8 : 0,
    extension: HAS.hello | (passphrase ? HAS.key : 0) | (streamId ? HAS.config : 0),
    type: CONCLUSION,
    cookie,
  };
  return handshake(caller, fields, extensions);
}

/** Ends a connection that was made. */
export function shutdown(peerSocketId: number): Buffer {
  const packet = Buffer.alloc(HEAD_BYTES + 4);
  packet.writeUInt16BE(SHUTDOWN, 0);
  packet.writeUInt32BE(peerSocketId, 12);
  return packet;
}

export type HandshakeAnswer =
  | { how: 'cookie'; cookie: number }
  | { how: 'accepted'; peerSocketId: number }
  /** `reason` as libsrt numbers it; from 1000 on the server's own. */
  | { how: 'refused'; reason: number };

/** Null: it is no answer to a handshake. */
export function readHandshake(packet: Buffer): HandshakeAnswer | null {
  if (packet.length < PACKET_BYTES || packet.readUInt16BE(0) !== HANDSHAKE || packet.readUInt16BE(2) !== 0) return null;
  const type = packet.readUInt32BE(36);
  if (type === INDUCTION) return { how: 'cookie', cookie: packet.readUInt32BE(44) };
  if (type === CONCLUSION) return { how: 'accepted', peerSocketId: packet.readUInt32BE(40) };
  return type >= FAILURE && type < 0x7fffffff ? { how: 'refused', reason: type - FAILURE } : null;
}

interface Fields {
  version: number;
  encryption: number;
  extension: number;
  type: number;
  cookie: number;
}

function handshake(caller: Caller, fields: Fields, extensions: Buffer[]): Buffer {
  const packet = Buffer.alloc(PACKET_BYTES);
  packet.writeUInt16BE(HANDSHAKE, 0);
  packet.writeUInt32BE(fields.version, 16);
  packet.writeUInt16BE(fields.encryption, 20);
  packet.writeUInt16BE(fields.extension, 22);
  packet.writeUInt32BE(caller.sequence, 24);
  packet.writeUInt32BE(LARGEST_PACKET_BYTES, 28);
  packet.writeUInt32BE(WINDOW_PACKETS, 32);
  packet.writeUInt32BE(fields.type, 36);
  packet.writeUInt32BE(caller.socketId, 40);
  packet.writeUInt32BE(fields.cookie, 44);
  return Buffer.concat([packet, ...extensions]);
}

function extension(type: number, content: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt16BE(type, 0);
  head.writeUInt16BE(content.length / 4, 2);
  return Buffer.concat([head, content]);
}

/** Reverses each word of four bytes: text was once copied into words in the byte order of a PC. */
function wordsTurned(text: Buffer): Buffer {
  const words = Buffer.alloc(Math.ceil(text.length / 4) * 4);
  text.copy(words);
  return words.swap32();
}

/** Makes a key for the stream, wrapped by the passphrase: the server can unwrap it or not (3.2.2, 6.1). */
function keyMaterial(passphrase: string, keyBytes: number): Buffer {
  const salt = randomBytes(SALT_BYTES);
  const wrapping = pbkdf2Sync(passphrase, salt.subarray(-HASH_SALT_BYTES), HASH_ROUNDS, keyBytes, 'sha1');
  const cipher = createCipheriv(`id-aes${keyBytes * 8}-wrap`, wrapping, WRAP_START);
  const wrapped = Buffer.concat([cipher.update(randomBytes(keyBytes)), cipher.final()]);
  // Version, type and signature; an even key; AES in counter mode, of MPEG-TS; lengths in words.
  const head = Buffer.from([0x12, 0x20, 0x29, 0x01, 0, 0, 0, 0, 2, 0, 2, 0, 0, 0, SALT_BYTES / 4, keyBytes / 4]);
  return Buffer.concat([head, salt, wrapped]);
}
