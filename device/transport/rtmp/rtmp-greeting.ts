/** Asks a port how it greets a client of RTMP: only bytes that came from there prove that it speaks something else. */
import { randomBytes } from 'node:crypto';
import { connect } from 'node:net';

/** RTMP's first byte, from both sides: its version. */
const VERSION = 3;
/** C1: time, zero, random. */
const GREETING_BYTES = 1536;
const ANSWER_MS = 3000;
const SHOWN_BYTES = 40;

/** First bytes of an answer that is not RTMP; null: it speaks RTMP, or sends nothing. Never rejects. */
export function foreignGreeting(host: string, port: number): Promise<string | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port });
    const end = (greeting: string | null) => {
      socket.destroy();
      resolve(greeting);
    };
    socket.setTimeout(ANSWER_MS, () => end(null));
    socket.once('error', () => end(null));
    socket.once('close', () => end(null));
    socket.once('connect', () => {
      socket.write(Buffer.concat([Buffer.from([VERSION]), Buffer.alloc(8), randomBytes(GREETING_BYTES - 8)]));
    });
    socket.once('data', (bytes) => end(bytes[0] === VERSION ? null : shown(bytes)));
  });
}

function shown(bytes: Buffer): string {
  return bytes
    .subarray(0, SHOWN_BYTES)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
}
