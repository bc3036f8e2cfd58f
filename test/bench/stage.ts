/** What all contenders share: one folder, one real server, one moving picture to send. Gone when the bench ends. */
import { execFile } from 'node:child_process';
import { copyFile, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { type LocalServer, startServer } from '../../image/server/local-server.ts';

const run = promisify(execFile);

/** Each contender has a room of its own. */
export type Room = 'ours' | 'gst' | 'ffmpeg';
const KEYS: Record<Room, string> = {
  ours: 'bench0ours0000000000',
  gst: 'bench0gst00000000000',
  ffmpeg: 'bench0ffmpeg00000000',
};

export const WIDTH = 1280;
export const HEIGHT = 720;
export const FRAMES_PER_SECOND = 30;

/** Above what a handshake and headers take, as in the figure that is asked for. */
const ACCEPTED_BYTES = 5_000;
const POLL_MS = 5;
/** A process start and a connection take 0.3 s; a machine ten times as busy still answers. */
const ON_AIR_LIMIT_MS = 20_000;

export interface Stage {
  folder: string;
  server: LocalServer;
  /** Moving picture and tone, `seconds` long: 720p30 MJPEG as a camera gives it, PCM sound. */
  movie: string;
  /** The sound of the movie alone. */
  sound: string;
}

/** @param movieSeconds longer than any one run, so that nobody plays it twice. */
export async function openStage(movieSeconds: number): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'pupitre-bench-'));
  try {
    await useOwnNode(folder);
    const keys = Object.fromEntries(Object.entries(KEYS).map(([room, key]) => [key, room]));
    const movie = join(folder, 'movie.mkv');
    await makeMovie(movie, movieSeconds);
    const sound = join(folder, 'sound.mkv');
    await run('ffmpeg', ['-nostdin', '-v', 'error', '-i', movie, '-vn', '-c', 'copy', sound], { timeout: 60_000 });
    // The list of plugins is read once before anyone is measured.
    await run('gst-inspect-1.0', ['rtmp2sink'], { timeout: 60_000 });
    return { folder, server: await startServer({ folder: join(folder, 'server'), keys }), movie, sound };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

export async function closeStage({ folder, server }: Stage): Promise<void> {
  await server.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Resolves with the time (`performance.now`) at which the server was seen to hold video of this room. */
export async function onAir({ server }: Stage, room: Room): Promise<number> {
  const deadline = performance.now() + ON_AIR_LIMIT_MS;
  while (performance.now() < deadline) {
    const askedMs = performance.now();
    const { streams } = await server.stat();
    const now = performance.now();
    if (streams.some((s) => s.name === room && s.publishing && s.video !== null && s.bytesIn > ACCEPTED_BYTES))
      return now;
    await sleep(Math.max(0, POLL_MS - (now - askedMs)));
  }
  throw new Error(`${room} was not on air within ${ON_AIR_LIMIT_MS / 1000} s`);
}

export async function offAir({ server }: Stage, room: Room): Promise<void> {
  const deadline = performance.now() + ON_AIR_LIMIT_MS;
  while ((await server.stat()).streams.some(({ name, publishing }) => name === room && publishing)) {
    if (performance.now() > deadline) throw new Error(`the server still holds the stream of ${room}`);
    await sleep(50);
  }
}

/**
 * Shared pages count in parts, and this process is a node too: it would carry a part of the device's memory. So the
 * device gets a copy of node that nobody else maps, as it is alone on its box.
 */
async function useOwnNode(folder: string): Promise<void> {
  const copy = join(folder, 'node');
  await copyFile(process.execPath, copy);
  // Debian's node keeps its code in a library.
  const library = /\S*\/libnode\.so\S*/.exec(await readFile('/proc/self/maps', 'utf8'))?.[0];
  if (library) {
    await copyFile(library, join(folder, basename(library)));
    process.env.LD_LIBRARY_PATH = [folder, process.env.LD_LIBRARY_PATH].filter(Boolean).join(':');
  }
  process.execPath = copy;
}

/** Sharp moving edges, running digits and the noise of a small sensor: at 2 Mb/s x264 has to work and to save. */
async function makeMovie(file: string, seconds: number): Promise<void> {
  const picture = `testsrc2=size=${WIDTH}x${HEIGHT}:rate=${FRAMES_PER_SECOND},noise=alls=6:allf=t`;
  const args = [
    ...['-nostdin', '-v', 'error', '-f', 'lavfi', '-i', picture, '-f', 'lavfi', '-i', 'sine=220:sample_rate=48000'],
    ...['-t', String(seconds), '-c:v', 'mjpeg', '-q:v', '4', '-pix_fmt', 'yuvj420p', '-c:a', 'pcm_s16le', file],
  ];
  await run('ffmpeg', args, { timeout: 180_000 });
}
