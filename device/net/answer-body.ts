/** Reads the body of an answer, which may be anything, within limits for its bytes over the network and unpacked. */
import type { IncomingMessage } from 'node:http';
import { pipeline } from 'node:stream';
import { inBackground } from '../platform/in-background.ts';
import { decodersOf } from './content-decoding.ts';
import { GatheredBytes } from './gathered-bytes.ts';
import { takeSlowly } from './take-slowly.ts';

/** Bytes of an answer beside its body. */
export const HEAD_BYTES = 300;
/** A body shorter than this is read although nobody wants it, so that its connection can be kept. */
const READ_AWAY_BYTES = 16 * 1024;

/** `bytes`: what came, up to the limit. */
export type AnswerBody = { bytes: Buffer } & (
  | { how: 'got'; carriedBytes: number }
  | { how: 'tooLarge' | 'encoding' | 'damaged'; tech: string; receivedBytes: number; saidBytes: number }
  /** The connection broke. */
  | { how: 'broken'; error: Error; receivedBytes: number }
);

export interface BodyLimits {
  mostBytes: number;
  /** False: bytes beyond `mostBytes` are left. */
  isWhole: boolean;
  isWanted: boolean;
  onProgress(): void;
}

/** Calls `done` once; never for an answer that is not wanted. */
export function readAnswer(answer: IncomingMessage, limits: BodyLimits, done: (body: AnswerBody) => void): void {
  const { isWanted, isWhole, mostBytes } = limits;
  const saidBytes = Number(answer.headers['content-length']) || 0;
  if (!isWanted) readAway(answer, saidBytes);
  else if (isWhole && saidBytes > mostBytes) {
    answer.destroy();
    done({ how: 'tooLarge', tech: `${saidBytes} bytes`, bytes: NOTHING, receivedBytes: 0, saidBytes });
  } else readWanted(answer, limits, done);
}

const NOTHING = Buffer.alloc(0);

function readAway(answer: IncomingMessage, saidBytes: number): void {
  answer.on('error', () => {});
  let bytes = 0;
  if (saidBytes > READ_AWAY_BYTES) answer.destroy();
  else
    takeSlowly(answer, ({ length }) => {
      bytes += length;
      if (bytes > READ_AWAY_BYTES) answer.destroy();
    });
}

function readWanted(
  answer: IncomingMessage,
  { mostBytes, isWhole, onProgress }: BodyLimits,
  done: (body: AnswerBody) => void,
): void {
  const chain = decodersOf(answer);
  if ('foreign' in chain) {
    answer.destroy();
    const tech = `Content-Encoding ${chain.foreign}`;
    done({ how: 'encoding', tech, bytes: NOTHING, receivedBytes: 0, saidBytes: 0 });
    return;
  }
  const { decoders } = chain;
  const gathered = new GatheredBytes();
  let isOver = false;
  let bodyBytes = 0;
  let receivedBytes = 0;
  const end = (how: (bytes: Buffer) => AnswerBody) => {
    if (isOver) return;
    isOver = true;
    inBackground(gathered.take().then((bytes) => done(how(bytes))));
  };
  const tooMuch = (count: number) => {
    if (count <= mostBytes || isOver) return;
    const tech = `more than ${mostBytes} bytes`;
    end((bytes) => ({ how: 'tooLarge', tech, bytes, receivedBytes: count, saidBytes: 0 }));
    answer.destroy();
  };
  const carry = (chunk: Buffer) => {
    receivedBytes += chunk.length;
    onProgress();
    tooMuch(receivedBytes);
  };
  const keep = (chunk: Buffer) => {
    if (isOver) return;
    bodyBytes += chunk.length;
    if (bodyBytes <= mostBytes) gathered.push(chunk);
    else if (!isWhole) gathered.push(chunk.subarray(0, mostBytes - gathered.length));
    tooMuch(bodyBytes);
  };
  const body = decoders.at(-1) ?? answer;
  // A decoder holds its source back by itself.
  if (decoders.length > 0) answer.on('data', carry);
  takeSlowly(body, (chunk) => {
    keep(chunk);
    if (body === answer) carry(chunk);
  });
  const over = (error?: NodeJS.ErrnoException | null) => {
    const { code = '' } = error ?? {};
    const isDamaged = /^Z_|^ERR_.*BROTLI|^ERR__/.test(code);
    end((bytes) => {
      if (!error) return { how: 'got', bytes, carriedBytes: HEAD_BYTES + receivedBytes };
      if (isDamaged) return { how: 'damaged', tech: code, bytes, receivedBytes, saidBytes: 0 };
      return { how: 'broken', error, bytes, receivedBytes };
    });
  };
  body.on('end', () => over());
  // A pipeline stops listening once all has gone in; its output may still be damaged.
  for (const stream of [answer, ...decoders]) stream.on('error', over);
  if (decoders.length > 0) pipeline([answer, ...decoders], () => {});
}
