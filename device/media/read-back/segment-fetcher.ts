/** Gets the bytes of one segment as a decoder takes them: fetched, decrypted, behind the start that they need. */
import { createDecipheriv } from 'node:crypto';
import { GatheredBytes } from '../../net/gathered-bytes.ts';
import type { Answer, ByteRange, HttpClient, NoAnswer } from '../../net/http-client.ts';
import { inSlices } from './in-slices.ts';
import type { Segment, SegmentKey } from './playlist.ts';

/** Most bytes of a segment in memory: 10 s at 19 Mb/s. */
const MOST_BYTES = 24_000_000;
/** Rate that no player takes from a live server: a larger or endless segment is none. */
const MOST_KBPS = 50_000;
/** A segment that arrives in this time can be watched; longer than one of a usual server. */
const WITHIN_MS = 5000;
/** Most bytes before fragments: descriptions of a few tracks are some kilobytes. */
const MOST_START_BYTES = 1_000_000;
const KEY_BYTES = 16;
/** Keys change now and then, each for many segments. */
const KEYS_KEPT = 8;
const STEP_BYTES = 65_536;

export type SegmentBytes =
  | { how: 'got'; bytes: Buffer }
  /** It cannot be judged here. `what`: the form that is not understood. */
  | { how: 'foreign'; what: string }
  /** Some of it came, so the server has it: the link to this box is thin. */
  | { how: 'slow' }
  | { how: 'failed'; tech: string }
  /** It is there, and its own key does not decrypt it. */
  | { how: 'broken'; tech: string };

export class SegmentFetcher {
  readonly #client: HttpClient;
  readonly #keys = new Map<string, Buffer>();

  constructor(client: HttpClient) {
    this.#client = client;
  }

  /** Never rejects. */
  async fetch(segment: Segment, signal: AbortSignal): Promise<SegmentBytes> {
    const { url, range, init, seconds, sequence, key } = segment;
    const limits = { withinMs: Math.max(WITHIN_MS, seconds * 1000), signal };
    const get = (address: string, part: ByteRange | null, mostBytes: number) =>
      this.#client.get(address, { ...limits, mostBytes, range: part });
    const pieces: Buffer[] = [];
    for (const part of [...(init ? [init] : []), { url, range, key }]) {
      const isStart = part === init;
      const answer = await get(part.url, part.range, isStart ? MOST_START_BYTES : MOST_BYTES);
      if (answer.how === 'tooLarge' && isStart) return { how: 'foreign', what: 'EXT-X-MAP > 1 MB' };
      if (answer.how !== 'got') return failureOf(answer, seconds);
      const plain = await this.#decrypted(ofRange(answer, part.range), part.key, sequence, limits);
      if (plain.how !== 'got') return plain;
      pieces.push(plain.bytes);
    }
    return { how: 'got', bytes: pieces.length === 1 ? (pieces[0] as Buffer) : Buffer.concat(pieces) };
  }

  async #decrypted(
    bytes: Buffer,
    key: SegmentKey | null,
    sequence: number,
    limits: { withinMs: number; signal: AbortSignal },
  ): Promise<SegmentBytes> {
    // Packagers leave the start before the segments unencrypted, though their playlist says otherwise.
    if (key === null || isPlainMp4Start(bytes)) return { how: 'got', bytes };
    if (key.how === 'foreign') return { how: 'foreign', what: key.what };
    const secret = await this.#key(key.url, limits);
    if (!Buffer.isBuffer(secret)) return secret;
    const iv = key.iv ? Buffer.from(key.iv, 'hex') : Buffer.alloc(16);
    if (!key.iv) iv.writeBigUInt64BE(BigInt(sequence), 8);
    try {
      return { how: 'got', bytes: await (await inSlices(decrypted(bytes, secret, iv))).take() };
    } catch (error) {
      return { how: 'broken', tech: `AES-128: ${(error as NodeJS.ErrnoException).code ?? 'wrong'}` };
    }
  }

  async #key(url: string, limits: { withinMs: number; signal: AbortSignal }): Promise<Buffer | SegmentBytes> {
    const known = this.#keys.get(url);
    if (known) return known;
    const answer = /^data:/i.test(url) ? dataOf(url) : await this.#client.get(url, { ...limits, mostBytes: 4096 });
    if (!Buffer.isBuffer(answer) && answer.how !== 'got') {
      // The key may be given only to those who are logged in, which viewers may be.
      if (answer.status === 401 || answer.status === 403) return { how: 'foreign', what: `EXT-X-KEY ${answer.status}` };
      return { how: 'failed', tech: `its key: ${answer.tech}` };
    }
    const key = Buffer.isBuffer(answer) ? answer : answer.bytes;
    if (key.length !== KEY_BYTES) return { how: 'foreign', what: `EXT-X-KEY ${key.length} B` };
    for (const oldest of [...this.#keys.keys()].slice(0, this.#keys.size + 1 - KEYS_KEPT)) this.#keys.delete(oldest);
    this.#keys.set(url, key);
    return key;
  }
}

function failureOf(answer: NoAnswer, seconds: number): SegmentBytes {
  const { how, tech, receivedBytes, saidBytes } = answer;
  if (how === 'late' && receivedBytes > 0) return { how: 'slow' };
  if (how === 'foreign') return { how: 'foreign', what: tech };
  if (how === 'inner') return { how: 'foreign', what: tech };
  // Its length shows whether that many bytes are a stream's.
  const isStream = how === 'tooLarge' && (Math.max(receivedBytes, saidBytes) * 8) / 1000 <= seconds * MOST_KBPS;
  return isStream ? { how: 'foreign', what: `> ${MOST_BYTES / 1e6} MB` } : { how: 'failed', tech };
}

/** Some servers give the whole file whichever part is asked for. */
function ofRange({ bytes, isPart }: Extract<Answer, { how: 'got' }>, range: ByteRange | null): Buffer {
  return range && !isPart ? bytes.subarray(range[0], range[1] + 1) : bytes;
}

const isPlainMp4Start = (bytes: Buffer) => /^(ftyp|styp|moov)$/.test(bytes.toString('latin1', 4, 8));

function* decrypted(bytes: Buffer, key: Buffer, iv: Buffer): Generator<void, GatheredBytes> {
  const decipher = createDecipheriv('aes-128-cbc', key, iv);
  const plain = new GatheredBytes();
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    plain.push(decipher.update(bytes.subarray(at, at + STEP_BYTES)));
    yield;
  }
  plain.push(decipher.final());
  return plain;
}

function dataOf(url: string): Buffer {
  const comma = url.indexOf(',');
  const text = decodeSafely(url.slice(comma + 1));
  return /;base64$/i.test(url.slice(0, Math.max(0, comma))) ? Buffer.from(text, 'base64') : Buffer.from(text, 'latin1');
}

function decodeSafely(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
