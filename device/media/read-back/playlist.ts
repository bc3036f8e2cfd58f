/**
 * Parses HLS playlists (RFC 8216 and its second edition) as far as reading one stream back needs them. Pure; for any
 * input it never throws, takes time in proportion to it, and keeps the last thousand segments.
 */
import type { ByteRange } from '../../net/http-client.ts';
import { attributesOf } from './attribute-list.ts';
import { atOnce } from './in-slices.ts';
import { Lines } from './lines.ts';
import { PlaylistJoint } from './playlist-joint.ts';
import { defined, filledIn, type Variables } from './variables.ts';

export interface Segment {
  url: string;
  sequence: number;
  seconds: number;
  /** Timestamps do not continue those of the segment before. */
  isDiscontinuous: boolean;
  /** Part of the file; null: all of it. */
  range: ByteRange | null;
  /** Start of fragmented MP4 that a decoder needs before it. */
  init: { url: string; range: ByteRange | null; key: SegmentKey | null } | null;
  /** Null: it is not encrypted. */
  key: SegmentKey | null;
  /** The server marks it as missing: players skip it. */
  isGap: boolean;
}

/** `iv`: 32 hexadecimal digits; null: the segment's number. `what`: an encryption that this box cannot undo. */
export type SegmentKey = { how: 'aes128'; url: string; iv: string | null } | { how: 'foreign'; what: string };

export interface MediaPlaylist {
  kind: 'media';
  /** Greatest length of a segment, stated or real. */
  targetSeconds: number;
  /** Distance that players keep from its end: as stated, else three times the target duration. */
  holdBackSeconds: number;
  /** The server states that nothing more will come. */
  isOver: boolean;
  /** The server can leave out old segments. */
  canSkip: boolean;
  /** The last of them. */
  segments: Segment[];
  /** Part that this box does not understand, so that no verdict rests on it; null: none. */
  notUnderstood: string | null;
}

export interface Variant {
  url: string;
  bandwidth: number;
  /** It has only sound. */
  isSoundOnly: boolean;
  /** Address of its sound; null: with its picture. */
  audioUrl: string | null;
}

export interface MasterPlaylist {
  kind: 'master';
  /** Best first. */
  variants: Variant[];
  /** Variables for the playlists that it names. */
  variables: Variables;
  notUnderstood: string | null;
}

export type Playlist = MasterPlaylist | MediaPlaylist;

const MOST_SEGMENTS = 1000;
/**
 * Segments whose addresses are made absolute in one step: 0.1 ms here for usual ones, 1 ms for the longest that a line
 * may hold.
 */
const STEP_SEGMENTS = 16;
/** Most characters of a whole playlist: two hours of 2 s segments, each with a token of 2,000 characters. */
const MOST_FILLED_CHARACTERS = 8_000_000;
const MOST_VARIANTS = 50;
const MOST_RENDITIONS = 200;
const MOST_VARIABLES = 200;

/** @param base its own address @param imported variables of the playlist that named it. Null: not a playlist. */
export function parsePlaylist(text: string, base: string, imported: Variables = new Map()): Playlist | null {
  const parser = new PlaylistParser(base, imported);
  parser.push(text);
  return parser.playlist();
}

/** Takes a playlist piece by piece. Later pieces may follow when a growing one has become longer. */
export class PlaylistParser {
  readonly #lines: Lines = new Lines((line) => this.#take(line));
  readonly #master: MasterLines;
  readonly #media: MediaLines;
  readonly #joint = new PlaylistJoint();
  readonly #base: string;
  readonly #imported: Variables;
  readonly #variables = new Map<string, string>();
  #kind: 'none' | 'media' | 'master' = 'none';
  #isFirst = true;
  #filledCharacters = 0;
  #notUnderstood: string | null = null;

  constructor(base: string, imported: Variables = new Map()) {
    this.#base = base;
    this.#imported = imported;
    this.#master = new MasterLines(base);
    this.#media = new MediaLines(base);
  }

  push(text: string): void {
    this.#lines.push(text);
  }

  /** Takes the end of the same playlist, read later. False: it does not join the known part. */
  pushTail(text: string): boolean {
    const rest = this.#joint.restOf(text);
    if (rest !== null) this.push(rest);
    return rest !== null;
  }

  /** Characters of its last six segments; 0: there are fewer. */
  get tailCharacters(): number {
    return this.#joint.characters;
  }

  /** Parses a small playlist at once; see `reading`. */
  playlist(): Playlist | null {
    return atOnce(this.reading());
  }

  /** Parses what has come so far, in steps. Null: not a playlist. */
  *reading(): Generator<void, Playlist | null> {
    this.#lines.end();
    if (this.#kind === 'none') return null;
    const notUnderstood = this.#notUnderstood;
    return this.#kind === 'master'
      ? { kind: 'master', ...this.#master.result(), variables: this.#variables, notUnderstood }
      : { kind: 'media', ...(yield* this.#media.result()), notUnderstood };
  }

  #take(line: string): void {
    if (this.#isFirst) {
      this.#isFirst = false;
      if (line.replace(/^\uFEFF/, '').startsWith('#EXTM3U')) this.#kind = 'media';
    }
    if (this.#kind === 'none' || line === '') return;
    this.#joint.take(line);
    const isFilled = this.#filledCharacters < MOST_FILLED_CHARACTERS;
    const text = isFilled ? filledIn(line, this.#variables) : null;
    if (text !== null) this.#filledCharacters += Math.max(0, text.length - line.length);
    // Such brackets are part of a name unless variables are in use.
    else if (this.#variables.size > 0) this.#notUnderstood = 'EXT-X-DEFINE';
    const { name, value } = tagOf(text ?? line);
    if (name === 'EXT-X-DEFINE') this.#define(value);
    if (name === 'EXT-X-STREAM-INF') this.#kind = 'master';
    this.#master.take(name, value);
    this.#media.take(name, value);
  }

  #define(value: string): void {
    const pair = defined(attributesOf(value), { base: this.#base, imported: this.#imported });
    if (!pair) this.#notUnderstood = 'EXT-X-DEFINE';
    else if (this.#variables.size < MOST_VARIABLES) this.#variables.set(...pair);
  }
}

/** `name` is empty for an address, `#` for a comment. */
function tagOf(line: string): { name: string; value: string } {
  if (!line.startsWith('#')) return { name: '', value: line };
  if (!line.startsWith('#EXT')) return { name: '#', value: '' };
  const colon = line.indexOf(':');
  return colon < 0 ? { name: line.slice(1), value: '' } : { name: line.slice(1, colon), value: line.slice(colon + 1) };
}

interface VariantLine {
  uri: string;
  attributes: Map<string, string>;
}

class MasterLines {
  readonly #base: string;
  readonly #variants: VariantLine[] = [];
  readonly #sounds: Map<string, string>[] = [];
  #next: Map<string, string> | null = null;

  constructor(base: string) {
    this.#base = base;
  }

  take(name: string, value: string): void {
    if (name === 'EXT-X-STREAM-INF') this.#next = attributesOf(value);
    else if (name === 'EXT-X-MEDIA' && this.#sounds.length < MOST_RENDITIONS) {
      const attributes = attributesOf(value);
      if (attributes.get('TYPE') === 'AUDIO') this.#sounds.push(attributes);
    } else if (name === '' && this.#next) {
      if (this.#variants.length < MOST_VARIANTS) this.#variants.push({ uri: value, attributes: this.#next });
      this.#next = null;
    }
  }

  result(): { variants: Variant[] } {
    const variants = this.#variants.flatMap(({ uri, attributes }) => {
      const url = absolute(uri, this.#base);
      if (url === null) return [];
      const codecs = attributes.get('CODECS') ?? '';
      return {
        url,
        bandwidth: positive(attributes.get('BANDWIDTH')),
        isSoundOnly: codecs !== '' && !attributes.has('RESOLUTION') && codecs.split(',').every(isSound),
        audioUrl: this.#soundOf(attributes.get('AUDIO')),
      };
    });
    return {
      variants: variants.sort(
        (one, other) => Number(one.isSoundOnly) - Number(other.isSoundOnly) || other.bandwidth - one.bandwidth,
      ),
    };
  }

  /** Address of the sound in the group that players begin with. */
  #soundOf(group: string | undefined): string | null {
    const of = this.#sounds.filter((sound) => group !== undefined && sound.get('GROUP-ID') === group);
    const is = (name: string) => of.find((sound) => sound.get(name) === 'YES');
    const chosen = is('DEFAULT') ?? is('AUTOSELECT') ?? of[0];
    return absolute(chosen?.get('URI') ?? '', this.#base);
  }
}

const isSound = (codec: string) => /^(mp4a|ac-3|ec-3|ac-4|opus|flac|mp3)/i.test(codec.trim());

/** A segment unchanged; its address is made absolute only if it is kept: null where it is none. */
interface SegmentLine extends Omit<Segment, 'url'> {
  uri: string;
  url?: string | null;
}

const NOTHING_SAID = { seconds: 0, isDiscontinuous: false, range: '', isGap: false };

class MediaLines {
  readonly #base: string;
  #lines: SegmentLine[] = [];
  #targetSeconds = 0;
  #holdBackSeconds = 0;
  #canSkip = false;
  #isOver = false;
  #sequence = 0;
  #next = NOTHING_SAID;
  #init: Segment['init'] = null;
  #keys: ReadonlyMap<string, SegmentKey> = new Map();
  #rangeEnd = 0;

  constructor(base: string) {
    this.#base = base;
  }

  take(name: string, value: string): void {
    switch (name) {
      case 'EXT-X-TARGETDURATION':
        this.#targetSeconds = length(value);
        break;
      case 'EXT-X-MEDIA-SEQUENCE':
        this.#sequence = Math.min(Number.MAX_SAFE_INTEGER / 2, Math.floor(positive(value)));
        break;
      case 'EXT-X-SKIP':
        this.#sequence += Math.min(1e9, Math.floor(positive(attributesOf(value).get('SKIPPED-SEGMENTS'))));
        break;
      case 'EXT-X-SERVER-CONTROL': {
        const attributes = attributesOf(value);
        this.#holdBackSeconds = length(attributes.get('HOLD-BACK'));
        this.#canSkip = positive(attributes.get('CAN-SKIP-UNTIL')) > 0;
        break;
      }
      case 'EXT-X-DISCONTINUITY':
        this.#next = { ...this.#next, isDiscontinuous: true };
        break;
      case 'EXT-X-GAP':
        this.#next = { ...this.#next, isGap: true };
        break;
      case 'EXTINF':
        this.#next = { ...this.#next, seconds: length(value) };
        break;
      case 'EXT-X-BYTERANGE':
        this.#next = { ...this.#next, range: value };
        break;
      case 'EXT-X-KEY':
        this.#keys = this.#keysWith(attributesOf(value));
        break;
      case 'EXT-X-MAP': {
        const attributes = attributesOf(value);
        const url = absolute(attributes.get('URI') ?? '', this.#base);
        const range = rangeOf(attributes.get('BYTERANGE') ?? '', 0);
        this.#init = url === null ? null : { url, range, key: this.#key };
        break;
      }
      case 'EXT-X-ENDLIST':
        this.#isOver = true;
        break;
      case '':
        this.#add(value);
    }
  }

  *result(): Generator<void, Omit<MediaPlaylist, 'kind' | 'notUnderstood'>> {
    const segments: Segment[] = [];
    for (const [at, line] of this.#lines.slice(-MOST_SEGMENTS).entries()) {
      if (at % STEP_SEGMENTS === STEP_SEGMENTS - 1) yield;
      if (line.url === undefined) line.url = absolute(line.uri, this.#base);
      const { uri: _, url, ...rest } = line;
      if (url !== null) segments.push({ url, ...rest });
    }
    const longest = segments.reduce((most, { seconds }) => Math.max(most, seconds), 0);
    const targetSeconds = Math.max(this.#targetSeconds, Math.ceil(longest));
    return {
      targetSeconds,
      holdBackSeconds: this.#holdBackSeconds || 3 * targetSeconds,
      isOver: this.#isOver,
      canSkip: this.#canSkip,
      segments,
    };
  }

  #add(uri: string): void {
    const { range: said, ...next } = this.#next;
    const range = rangeOf(said, this.#rangeEnd);
    this.#rangeEnd = range ? range[1] + 1 : 0;
    this.#lines.push({ uri, sequence: this.#sequence++, ...next, range, init: this.#init, key: this.#key });
    if (this.#lines.length > 2 * MOST_SEGMENTS) this.#lines = this.#lines.slice(-MOST_SEGMENTS);
    this.#next = NOTHING_SAID;
  }

  /** The usable key, where several systems each have their own. */
  get #key(): SegmentKey | null {
    const [first = null, ...others] = this.#keys.values();
    return others.find(({ how }) => how === 'aes128') ?? first;
  }

  #keysWith(attributes: Map<string, string>): ReadonlyMap<string, SegmentKey> {
    const method = attributes.get('METHOD') ?? '';
    if (method === 'NONE') return new Map();
    const format = attributes.get('KEYFORMAT') ?? 'identity';
    const url = keyUrl(attributes.get('URI') ?? '', this.#base);
    const iv = /^0x([0-9a-f]{1,32})$/i.exec(attributes.get('IV') ?? '')?.[1]?.padStart(32, '0') ?? null;
    const key: SegmentKey =
      method === 'AES-128' && format === 'identity' && url !== null
        ? { how: 'aes128', url, iv }
        : { how: 'foreign', what: printable(format === 'identity' ? method : `${method} ${format}`) };
    const keys = new Map(this.#keys);
    // A key replaces the one of its own system; others stay.
    return keys.size < 16 ? keys.set(format, key) : keys;
  }
}

/** `LENGTH@START`; without a start it follows the one before. */
function rangeOf(text: string, followsAt: number): ByteRange | null {
  const [, length, start] = /^(\d{1,15})(?:@(\d{1,15}))?/.exec(text) ?? [];
  if (length === undefined) return null;
  const first = start === undefined ? followsAt : Number(start);
  return [first, first + Number(length) - 1];
}

/** A length above an hour is none: for a fragment that ends before it begins nginx-rtmp states 2^64 / 90000 s. */
function length(text = ''): number {
  const seconds = positive(text);
  return seconds <= 3600 ? seconds : 0;
}

function positive(text = ''): number {
  const number = Number.parseFloat(text);
  return number > 0 && Number.isFinite(number) ? number : 0;
}

function absolute(address: string, base: string): string | null {
  if (address === '') return null;
  try {
    const { href, protocol } = new URL(address, base);
    return protocol === 'http:' || protocol === 'https:' ? href : null;
  } catch {
    return null;
  }
}

/** A key may be in its address. */
function keyUrl(address: string, base: string): string | null {
  return /^data:/i.test(address) ? address : absolute(address, base);
}

/** Shortens a name for a sentence: one of the standards fits, a stranger's long text does not. */
function printable(name: string): string {
  return name.replace(/[^A-Za-z0-9 .:+-]/g, '').slice(0, 60) || 'EXT-X-KEY';
}
