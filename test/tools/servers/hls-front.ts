/** What stands between a server's HLS and its viewers, for each viewer apart: honest, or lying in the ways that are met. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ending } from '../ending.ts';
import { listen } from './listen.ts';

export type Front =
  | 'honest'
  /** By way of a redirect, a playlist of variants with absolute addresses, and a token that each request must have. */
  | 'roundabout'
  /** Coded anew, picture and sound. */
  | 'transcoded'
  /** The playlist of the moment it became so, for ever. */
  | 'cached'
  /** The playlist goes on, and each segment is the one of that moment. */
  | 'sameSegment'
  | 'silent'
  | 'noSound'
  | 'black'
  /** Coded anew, one picture for ever; the sound goes on. */
  | 'still'
  | 'garbage'
  /** Another talk. */
  | 'other'
  | 'notFound'
  | 'noSegments'
  /** A page with status 200 in place of everything. */
  | 'loginPage'
  /** A segment that says it has 3 GB. */
  | 'huge'
  /** One that never ends and does not say so. */
  | 'endless'
  | 'redirectsForEver'
  /** Takes the connection and says nothing. */
  | 'mute';

export interface HlsFront {
  /** Address of the playlist for this viewer. */
  address(viewer: string): string;
  become(viewer: string, front: Front): void;
  /** Body bytes given to this viewer. */
  given(viewer: string): { playlists: number; segments: number };
}

const TOKEN = 'token=a%2Bb&x=1';

/** `origin`: address of the real playlist. With `tls` it speaks HTTPS. */
export async function startHlsFront(
  t: Ending,
  origin: string,
  tls?: { certificate: string; key: string },
): Promise<HlsFront> {
  const fronts = new Map<string, Front>();
  const kept = new Map<string, Buffer>();
  const counts = new Map<string, { playlists: number; segments: number }>();
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-front-'));

  const fromOrigin = async (name: string): Promise<Buffer | null> => {
    const answer = await fetch(new URL(name, origin)).catch(() => null);
    return answer?.ok ? Buffer.from(await answer.arrayBuffer()) : null;
  };
  /** The first of its kind that this viewer was given in this state. */
  const first = async (key: string, make: () => Promise<Buffer | null>) => {
    const known = kept.get(key);
    if (known) return known;
    const made = await make();
    if (made) kept.set(key, made);
    return made;
  };
  const coded = (key: string, segment: Buffer, words: string) =>
    first(key, () => ffmpeg(segment, ['-copyts', '-i', 'pipe:0', ...words.split(' ')]));

  const segmentFor = async (viewer: string, name: string): Promise<Buffer | null> => {
    const front = fronts.get(viewer) ?? 'honest';
    const segment = await fromOrigin(name);
    if (!segment) return null;
    const key = `${viewer} ${front} ${name}`;
    const x264 = '-c:v libx264 -preset ultrafast -g 300';
    switch (front) {
      case 'sameSegment':
        return first(`${viewer} same`, async () => segment);
      case 'silent':
        return coded(key, segment, '-c:v copy -af volume=0 -c:a aac');
      case 'noSound':
        return coded(key, segment, '-c:v copy -an');
      case 'black':
        return coded(key, segment, `-vf drawbox=color=black:t=fill ${x264} -c:a copy`);
      case 'transcoded':
        return coded(key, segment, `-vf scale=240:136 ${x264} -c:a aac -b:a 64k`);
      case 'still': {
        const png = join(folder, `${viewer}.png`);
        await first(`${viewer} still`, async () => {
          const picture = await ffmpeg(segment, ['-i', 'pipe:0', '-frames:v', '1', '-f', 'image2pipe', '-c:v', 'png']);
          if (picture) await writeFile(png, picture);
          return picture;
        });
        const words = `-loop 1 -framerate 15 -i ${png} -i pipe:0 -map 0:v -map 1:a -t 2 -pix_fmt yuv420p ${x264} -c:a copy`;
        return first(key, () => ffmpeg(segment, words.split(' ')));
      }
      case 'other': {
        const words = `-f lavfi -i testsrc2=d=2:s=320x180:r=15 -f lavfi -i sine=d=2 -pix_fmt yuv420p ${x264} -c:a aac`;
        return first(key, () => ffmpeg(segment, words.split(' ')));
      }
      case 'garbage':
        return Buffer.alloc(segment.length, 'no media at all. ');
      default:
        return segment;
    }
  };

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { pathname, search } = new URL(request.url ?? '', 'http://front');
    const [, viewer = '', name = ''] = pathname.split('/');
    const front = fronts.get(viewer) ?? 'honest';
    const isPlaylist = name.endsWith('.m3u8');
    const send = (body: Buffer | null, type = 'application/octet-stream') => {
      const count = counts.get(viewer) ?? { playlists: 0, segments: 0 };
      count[isPlaylist ? 'playlists' : 'segments'] += body?.length ?? 0;
      counts.set(viewer, count);
      response.writeHead(body ? 200 : 404, { 'content-type': type }).end(body ?? '');
    };
    if (front === 'mute') return;
    if (front === 'loginPage') return send(Buffer.from('<!doctype html><title>Log in</title>'), 'text/html');
    if (front === 'notFound' || (front === 'noSegments' && !isPlaylist)) return send(null);
    if (front === 'redirectsForEver') {
      response.writeHead(302, { location: `/${viewer}/${Number.parseInt(name, 10) + 1 || 1}.m3u8` }).end();
      return;
    }
    if (front === 'roundabout') {
      if (name === 'room.m3u8') {
        response.writeHead(307, { location: `moved.m3u8?${TOKEN}` }).end();
        return;
      }
      if (search !== `?${TOKEN}`) {
        response.writeHead(403).end();
        return;
      }
      const here = `${base}/${viewer}`;
      if (name === 'moved.m3u8') {
        const variants = [
          ['#EXT-X-STREAM-INF:BANDWIDTH=100000,CODECS="avc1,mp4a"', `${here}/lesser.m3u8?${TOKEN}`],
          ['#EXT-X-STREAM-INF:CODECS="avc1,mp4a",BANDWIDTH=2000000', `${here}/media.m3u8?${TOKEN}`],
        ];
        return send(Buffer.from(['#EXTM3U', ...variants.flat()].join('\r\n')));
      }
      if (isPlaylist) {
        const text = (await fromOrigin(origin))?.toString().replace(/^(\S+\.ts)$/gm, `${here}/$1?${TOKEN}`);
        return send(text === undefined ? null : Buffer.from(text));
      }
    }
    if (isPlaylist)
      return send(
        front === 'cached' ? await first(`${viewer} cached`, () => fromOrigin(origin)) : await fromOrigin(origin),
      );
    if (front === 'huge') {
      response.writeHead(200, { 'content-length': 3e9 }).write(Buffer.alloc(1_000_000));
      return;
    }
    if (front === 'endless') {
      response.writeHead(200);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        response.once('drain', more);
      };
      more();
      return;
    }
    send(await segmentFor(viewer, name));
  };

  const listener = (request: IncomingMessage, response: ServerResponse) => {
    response.on('error', () => {});
    void answer(request, response);
  };
  const server = tls ? createTlsServer({ cert: tls.certificate, key: tls.key }, listener) : createServer(listener);
  const base = `http${tls ? 's' : ''}://127.0.0.1:${await listen(t, server)}`;
  t.after(() => rm(folder, { recursive: true, force: true }));
  return {
    address: (viewer) => `${base}/${viewer}/room.m3u8`,
    become(viewer, front) {
      for (const key of [...kept.keys()]) if (key.startsWith(`${viewer} `)) kept.delete(key);
      fronts.set(viewer, front);
    },
    given: (viewer) => counts.get(viewer) ?? { playlists: 0, segments: 0 },
  };
}

/** Null: it could not do it. */
async function ffmpeg(input: Buffer, words: string[]): Promise<Buffer | null> {
  const format = words.includes('image2pipe') ? [] : ['-muxdelay', '0', '-f', 'mpegts'];
  const child = spawn('ffmpeg', ['-v', 'error', '-threads', '1', ...words, ...format, 'pipe:1'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  return code === 0 ? Buffer.concat(chunks) : null;
}
