/** HLS playlists (RFC 8216) as far as reading one stream back needs them. Pure; whatever comes in, it never throws. */

export interface Segment {
  url: string;
  sequence: number;
  seconds: number;
  /** Timestamps do not go on from the segment before. */
  startsAnew: boolean;
  /** Part of the file that it is; null: all of it. */
  range: ByteRange | null;
  /** What a decoder needs before it, in fragmented MP4. */
  init: { url: string; range: ByteRange | null } | null;
  isEncrypted: boolean;
}

/** First and last byte. */
export type ByteRange = readonly [first: number, last: number];

export interface MediaPlaylist {
  kind: 'media';
  targetSeconds: number;
  /** How far from its end players stay: what it says, else three times the target duration. */
  holdBackSeconds: number;
  segments: Segment[];
}

export interface MasterPlaylist {
  kind: 'master';
  /** Best first. */
  variants: { url: string; bandwidth: number }[];
}

/** @param base where it came from. Null: not a playlist. */
export function parsePlaylist(text: string, base: string): MasterPlaylist | MediaPlaylist | null {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (lines[0]?.trim() !== '#EXTM3U') return null;
  const isMaster = lines.some((line) => line.startsWith('#EXT-X-STREAM-INF'));
  return isMaster ? masterOf(lines, base) : mediaOf(lines, base);
}

function masterOf(lines: string[], base: string): MasterPlaylist {
  const variants: MasterPlaylist['variants'] = [];
  let bandwidth: number | null = null;
  for (const line of lines) {
    const tag = /^#EXT-X-STREAM-INF:(.*)/.exec(line);
    if (tag) bandwidth = Number(attribute(tag[1] ?? '', 'BANDWIDTH') ?? 0) || 0;
    const url = bandwidth === null || line.startsWith('#') ? null : absolute(line.trim(), base);
    if (url === null || bandwidth === null) continue;
    variants.push({ url, bandwidth });
    bandwidth = null;
  }
  return { kind: 'master', variants: variants.sort((one, other) => other.bandwidth - one.bandwidth) };
}

function mediaOf(lines: string[], base: string): MediaPlaylist {
  const playlist: MediaPlaylist = { kind: 'media', targetSeconds: 0, holdBackSeconds: 0, segments: [] };
  let sequence = 0;
  let next = { seconds: 0, startsAnew: false, range: null as ByteRange | null };
  let init: Segment['init'] = null;
  let isEncrypted = false;
  let rangeEnd = 0;
  for (const line of lines) {
    const [, name = '', value = ''] = /^#(EXT[A-Z0-9-]*):?(.*)/.exec(line) ?? [];
    switch (name) {
      case 'EXT-X-TARGETDURATION':
        playlist.targetSeconds = length(value);
        break;
      case 'EXT-X-MEDIA-SEQUENCE':
        sequence = positive(value);
        break;
      case 'EXT-X-SERVER-CONTROL':
        playlist.holdBackSeconds = positive(attribute(value, 'HOLD-BACK'));
        break;
      case 'EXT-X-DISCONTINUITY':
        next.startsAnew = true;
        break;
      case 'EXTINF':
        next.seconds = length(value);
        break;
      case 'EXT-X-BYTERANGE':
        next.range = rangeOf(value, rangeEnd);
        rangeEnd = (next.range?.[1] ?? -1) + 1;
        break;
      case 'EXT-X-KEY':
        isEncrypted = attribute(value, 'METHOD') !== 'NONE';
        break;
      case 'EXT-X-MAP': {
        const url = absolute(attribute(value, 'URI') ?? '', base);
        init = url === null ? null : { url, range: rangeOf(attribute(value, 'BYTERANGE') ?? '', 0) };
        break;
      }
      default: {
        const url = line.startsWith('#') ? null : absolute(line.trim(), base);
        if (url === null) break;
        playlist.segments.push({ url, sequence: sequence++, ...next, init, isEncrypted });
        next = { seconds: 0, startsAnew: false, range: null };
      }
    }
  }
  playlist.targetSeconds ||= Math.ceil(Math.max(0, ...playlist.segments.map(({ seconds }) => seconds)));
  playlist.holdBackSeconds ||= 3 * playlist.targetSeconds;
  return playlist;
}

function attribute(list: string, name: string): string | undefined {
  for (const [, found, value = ''] of list.matchAll(/([A-Z0-9-]+)=("[^"]*"|[^,]*)/g))
    if (found === name) return value.replace(/^"|"$/g, '');
  return undefined;
}

/** `LENGTH@START`; without a start it follows the one before. */
function rangeOf(text: string, followsAt: number): ByteRange | null {
  const [, length, start] = /^(\d{1,15})(?:@(\d{1,15}))?/.exec(text) ?? [];
  if (length === undefined) return null;
  const first = start === undefined ? followsAt : Number(start);
  return [first, first + Number(length) - 1];
}

/** What is longer than an hour is no length: of a fragment that ends before it begins nginx-rtmp says 2^64 / 90000 s. */
function length(text: string): number {
  const seconds = positive(text);
  return seconds <= 3600 ? seconds : 0;
}

function positive(text = ''): number {
  const number = Number.parseFloat(text);
  return number > 0 && Number.isFinite(number) ? number : 0;
}

function absolute(address: string, base: string): string | null {
  if (address === '' || !URL.canParse(address, base)) return null;
  const { href, protocol } = new URL(address, base);
  return protocol === 'http:' || protocol === 'https:' ? href : null;
}
