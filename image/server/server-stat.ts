/** Reads nginx-rtmp's `/stat` page. */

export interface StreamStat {
  /** The room's public name. */
  name: string;
  publishing: boolean;
  /** Bytes since this publisher came. */
  bytesIn: number;
  video: {
    codec: string;
    width: number;
    height: number;
    framesPerSecond: number;
  } | null;
  audio: { codec: string; channels: number; sampleRate: number } | null;
  /** RTMP players. HLS viewers are not known here. */
  players: number;
}

export interface ServerStat {
  /** Bytes of the whole server since it started. */
  bytesIn: number;
  streams: StreamStat[];
}

/** @throws Error when the text is not a statistics page. */
export function parseStat(xml: string): ServerStat {
  if (!xml.includes('<rtmp>')) throw new Error('not an nginx-rtmp statistics page');
  return {
    bytesIn: number(xml, 'bytes_in'),
    streams: all(xml, 'stream').map(parseStream),
  };
}

function parseStream(stream: string): StreamStat {
  const clients = all(stream, 'client');
  // Some tags of clients have the same names as tags of the stream.
  const own = between(stream, 'client');
  const video = inner(own, 'video');
  const audio = inner(own, 'audio');
  return {
    name: inner(own, 'name') ?? '',
    publishing: own.includes('<publishing/>'),
    bytesIn: number(own, 'bytes_in'),
    video: video
      ? {
          codec: inner(video, 'codec') ?? '',
          width: number(video, 'width'),
          height: number(video, 'height'),
          framesPerSecond: number(video, 'frame_rate'),
        }
      : null,
    audio: audio
      ? {
          codec: inner(audio, 'codec') ?? '',
          channels: number(audio, 'channels'),
          sampleRate: number(audio, 'sample_rate'),
        }
      : null,
    players: clients.filter((client) => !client.includes('<publishing/>')).length,
  };
}

/** The text without these elements. */
function between(xml: string, tag: string): string {
  const parts = xml.split(`<${tag}>`);
  const after = (part: string) => part.slice(part.indexOf(`</${tag}>`) + tag.length + 3);
  return parts.map((part, at) => (at === 0 || !part.includes(`</${tag}>`) ? part : after(part))).join('');
}

/** Contents of all these elements, first to last. Linear: each character is looked at once, whatever the text is. */
function all(xml: string, tag: string): string[] {
  const [open, close] = [`<${tag}>`, `</${tag}>`];
  const found: string[] = [];
  for (let at = xml.indexOf(open); at >= 0; at = xml.indexOf(open, at)) {
    const end = xml.indexOf(close, at);
    if (end < 0) break;
    found.push(xml.slice(at + open.length, end));
    at = end + close.length;
  }
  return found;
}

function inner(xml: string, tag: string): string | null {
  const from = xml.indexOf(`<${tag}>`);
  const to = from < 0 ? -1 : xml.indexOf(`</${tag}>`, from);
  return to < 0 ? null : xml.slice(from + tag.length + 2, to);
}

function number(xml: string, tag: string): number {
  return Number(inner(xml, tag) ?? 0);
}
