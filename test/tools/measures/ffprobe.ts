/** What ffprobe, which is not ours, says of a file or a live stream. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

export interface Packet {
  kind: 'video' | 'audio';
  pts: number;
  dts: number;
  keyframe: boolean;
  bytes: number;
}

interface Stream {
  codec_type: string;
  codec_name: string;
  nb_read_packets: string;
  start_time: string;
  /** In seconds. */
  duration: string;
  width?: number;
  height?: number;
}

/** @throws what ffprobe writes when it cannot read it. */
export async function streamsOf(address: string): Promise<Stream[]> {
  const { streams } = (await ask(['-count_packets', '-show_streams', address])) as { streams: Stream[] };
  return streams;
}

export async function packetCounts(file: string): Promise<{ video: number; audio: number }> {
  const streams = await streamsOf(file);
  const of = (kind: string) => Number(streams.find(({ codec_type }) => codec_type === kind)?.nb_read_packets ?? 0);
  return { video: of('video'), audio: of('audio') };
}

/** In the order in which they are stored. Of a live stream the first `seconds` or the first `count`. */
export async function packetsOf(
  address: string,
  { seconds, count }: { seconds?: number; count?: number } = {},
): Promise<Packet[]> {
  const end = count === undefined ? seconds : `#${count}`;
  const limit = end === undefined ? [] : ['-read_intervals', `%+${end}`];
  const entries = ['-show_entries', 'packet=codec_type,pts_time,dts_time,flags,size'];
  const { packets } = (await ask([...limit, ...entries, address])) as {
    packets: { codec_type: string; pts_time: string; dts_time: string; flags: string; size: string }[];
  };
  return packets.map(({ codec_type, pts_time, dts_time, flags, size }) => ({
    kind: codec_type === 'video' ? 'video' : 'audio',
    pts: Number(pts_time),
    dts: Number(dts_time),
    keyframe: flags.includes('K'),
    bytes: Number(size),
  }));
}

/** How ffmpeg calls the time base of what it reads: a number up to 6.0, a word that later ones alone know. */
async function timesOfTheFile(): Promise<string> {
  const { stdout } = await run('ffmpeg', ['-version']);
  const major = /^ffmpeg version n?(\d+)\./.exec(stdout)?.[1] ?? 'newest';
  return Number(major) < 7 ? '-1' : 'demux';
}

/** Decodes everything; resolves with the decoders' complaints, none for a sound file. */
export async function decodingErrors(file: string): Promise<string> {
  // Pictures keep their own times: put on a grid, two of them may meet.
  const times = ['-fps_mode', 'passthrough', '-enc_time_base', await timesOfTheFile()];
  const args = ['-v', 'error', '-xerror', '-i', file, ...times, '-f', 'null', '-'];
  const { stderr } = await run('ffmpeg', args, { timeout: 60_000 });
  return stderr;
}

/** How many pictures of each size come out of the decoder, such as `320x180`. */
export async function pictureSizes(file: string): Promise<Map<string, number>> {
  const { frames } = (await ask(['-select_streams', 'v', '-show_entries', 'frame=width,height', file])) as {
    frames: { width: number; height: number }[];
  };
  const sizes = new Map<string, number>();
  for (const { width, height } of frames) sizes.set(`${width}x${height}`, (sizes.get(`${width}x${height}`) ?? 0) + 1);
  return sizes;
}

async function ask(args: string[]): Promise<unknown> {
  const { stdout } = await run('ffprobe', ['-v', 'error', '-of', 'json', ...args], {
    timeout: 120_000,
    maxBuffer: 100_000_000,
  });
  return JSON.parse(stdout);
}
