/** Reads nginx-rtmp's `/stat` page. */

export interface StreamStat {
  /** The room's public name. */
  name: string;
  publishing: boolean;
  /** Since this publisher came. */
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
  /** Of the whole server since it started. */
  bytesIn: number;
  streams: StreamStat[];
}

const CLIENT = /<client>.*?<\/client>/gs;

/** @throws Error when the text is not a statistics page. */
export function parseStat(xml: string): ServerStat {
  if (!xml.includes('<rtmp>')) throw new Error('not an nginx-rtmp statistics page');
  return {
    bytesIn: number(xml, 'bytes_in'),
    streams: [...xml.matchAll(/<stream>(.*?)<\/stream>/gs)].map(parseStream),
  };
}

function parseStream([, stream = '']: RegExpMatchArray): StreamStat {
  const clients = stream.match(CLIENT) ?? [];
  const own = stream.replace(CLIENT, '');
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

function inner(xml: string, tag: string): string | null {
  return new RegExp(`<${tag}>(.*?)</${tag}>`, 's').exec(xml)?.[1] ?? null;
}

function number(xml: string, tag: string): number {
  return Number(inner(xml, tag) ?? 0);
}
