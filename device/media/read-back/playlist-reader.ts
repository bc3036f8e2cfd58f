/**
 * Reads one playlist again and again. For one that grows, it asks only for the end (a range from the end, or a playlist
 * without what the server offers to leave out): two hours at 2 s are 150 kB and more, each 2 s.
 */
import { StringDecoder } from 'node:string_decoder';
import type { HttpClient, NoAnswer } from '../../net/http-client.ts';
import { inSlices } from './in-slices.ts';
import { type Playlist, PlaylistParser } from './playlist.ts';
import type { Variables } from './variables.ts';

/** Two hours of 2 s segments with signed addresses of 2,000 characters. */
const MOST_BYTES = 8_000_000;
/** Segments are published each few seconds: an answer slower than this is no live stream. */
const WITHIN_MS = 5000;
/** Shorter ones are read whole. */
const LONG_BYTES = 6000;
/** Bytes asked for at the end of a long one: what has come meanwhile, and enough to join it. */
const TAIL = { least: 2048, most: 16_384 };
/** Query that asks a server to leave out old segments, if it offers to (RFC 8216bis, 6.2.5.1). */
const SKIP = '_HLS_skip=YES';
/** Most bytes of the last six target durations; a longer answer left nothing out. */
const MOST_SKIPPED_BYTES = 65_536;
/** Two thousand lines of two characters: 1 ms here, 10 on a Pi. */
const STEP_BYTES = 4096;
/**
 * Part of the unpacked bytes that counts as carried, so that the next reading comes later: 8 MB of two-letter lines
 * take a Pi seconds.
 */
const UNPACKED_WEIGHT = 0.05;

/** `carriedBytes`: bytes over the network, or the cost of reading them if that is more. */
export type PlaylistRead = { how: 'read'; playlist: Playlist; url: string; carriedBytes: number } | PlaylistFailure;

export type PlaylistFailure = Omit<NoAnswer, 'how'> & {
  how: NoAnswer['how'] | 'noPlaylist' | 'notUnderstood';
  carriedBytes: number;
};

export interface PlaylistReaderOptions {
  client: HttpClient;
  address: string;
  /** See `GetLimits`. */
  isEntered: boolean;
  /** Variables of the playlist that named it. */
  variables?: Variables;
}

interface Before {
  parser: PlaylistParser;
  url: string;
  tailBytes: number;
  canSkip: boolean;
}

interface NotJoined {
  how: 'notJoined';
  carriedBytes: number;
}

export class PlaylistReader {
  readonly #options: PlaylistReaderOptions;
  /** State to continue a longer playlist from; null: the next is read from its beginning. */
  #before: Before | null = null;
  #hasRanges = true;

  constructor(options: PlaylistReaderOptions) {
    this.#options = options;
  }

  get address(): string {
    return this.#options.address;
  }

  /** Never rejects. */
  async read(signal: AbortSignal): Promise<PlaylistRead> {
    const tail = this.#before ? await this.#readTail(this.#before, signal) : null;
    if (tail?.how === 'read') return tail;
    const whole = await this.#readWhole(signal);
    return { ...whole, carriedBytes: whole.carriedBytes + (tail?.carriedBytes ?? 0) };
  }

  async #readTail(before: Before, signal: AbortSignal): Promise<PlaylistRead | NotJoined | null> {
    if (!this.#hasRanges && !before.canSkip) return null;
    const answer = await this.#get(signal, this.#hasRanges ? before.tailBytes : 'skipped');
    if (answer.how !== 'got') {
      if (answer.how === 'refused' && answer.status === 416) this.#hasRanges = false;
      return { how: 'notJoined', carriedBytes: answer.receivedBytes };
    }
    // The server calls it a part, but it is longer than asked for, so it is unknown which part.
    if (this.#hasRanges && answer.isPart && answer.bytes.length > before.tailBytes) {
      this.#hasRanges = false;
      return { how: 'notJoined', carriedBytes: answer.carriedBytes };
    }
    const isWhole = this.#hasRanges ? !answer.isPart : answer.bytes.length > MOST_SKIPPED_BYTES;
    if (isWhole) {
      this.#hasRanges = false;
      return this.#parse(answer);
    }
    const isJoined = before.parser.pushTail(answer.bytes.toString('utf8'));
    const playlist = isJoined ? await inSlices(before.parser.reading()) : null;
    if (!playlist) return { how: 'notJoined', carriedBytes: answer.carriedBytes };
    return { how: 'read', playlist, url: before.url, carriedBytes: answer.carriedBytes };
  }

  async #readWhole(signal: AbortSignal): Promise<PlaylistRead> {
    const answer = await this.#get(signal, null);
    if (answer.how !== 'got') return { ...answer, carriedBytes: answer.receivedBytes };
    return this.#parse(answer);
  }

  async #parse(answer: { bytes: Buffer; url: string; carriedBytes: number }): Promise<PlaylistRead> {
    const { bytes, url } = answer;
    const carriedBytes = Math.max(answer.carriedBytes, Math.ceil(bytes.length * UNPACKED_WEIGHT));
    const parser = new PlaylistParser(url, this.#options.variables);
    await inSlices(pushed(parser, bytes));
    const playlist = await inSlices(parser.reading());
    const { tailCharacters } = parser;
    const isLong = answer.carriedBytes > LONG_BYTES && playlist?.kind === 'media' && tailCharacters > 0;
    this.#before = isLong ? { parser, url, tailBytes: clamped(tailCharacters), canSkip: playlist.canSkip } : null;
    if (playlist && playlist.notUnderstood === null) return { how: 'read', playlist, url, carriedBytes };
    const failure = { fault: null, status: 0, receivedBytes: bytes.length, saidBytes: 0, carriedBytes };
    return playlist
      ? { how: 'notUnderstood', tech: playlist.notUnderstood ?? '', ...failure }
      : { how: 'noPlaylist', tech: kindOf(bytes), ...failure };
  }

  #get(signal: AbortSignal, part: number | 'skipped' | null) {
    const { client, address, isEntered } = this.#options;
    const limits = { mostBytes: MOST_BYTES, withinMs: WITHIN_MS, signal, isEntered, isText: true };
    if (part !== 'skipped') return client.get(address, { ...limits, range: part });
    return client.get(`${address}${address.includes('?') ? '&' : '?'}${SKIP}`, limits);
  }
}

const clamped = (bytes: number) => Math.min(TAIL.most, Math.max(TAIL.least, bytes));

function* pushed(parser: PlaylistParser, bytes: Buffer): Generator<void, void> {
  const decoder = new StringDecoder('utf8');
  for (let at = 0; at < bytes.length; at += STEP_BYTES) {
    parser.push(decoder.write(bytes.subarray(at, at + STEP_BYTES)));
    yield;
  }
}

/**
 * Describes an answer that is no playlist, without a byte of it: everybody in the room can see the state of the box.
 */
function kindOf(bytes: Buffer): string {
  const begin = bytes.toString('latin1', 0, 200).trimStart().toLowerCase();
  if (begin === '') return `nothing (${bytes.length} bytes)`;
  if (/^<!doctype html|^<html|^<head/.test(begin)) return `a web page of ${bytes.length} bytes`;
  if (begin.startsWith('<')) return `XML of ${bytes.length} bytes`;
  if (/^[{[]/.test(begin)) return `JSON of ${bytes.length} bytes`;
  return `${bytes.length} bytes of something else`;
}
