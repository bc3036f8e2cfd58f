/** What a video shows and sounds like at one moment, measured by ffmpeg. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { slate as slateOf } from '../../../device/media/capture/programme/slate.ts';

const run = promisify(execFile);
const SLATES = dirname(slateOf('end', 'en').file);

/** How alike the picture at `seconds` and a slate are: above 30 dB the eye sees the same, unlike pictures are below 20. */
export async function likeness(file: string, seconds: number, slate: string): Promise<number> {
  const [first] = await likenesses(['-ss', `${seconds}`, '-i', file], slate, ['-frames:v', '1']);
  return first ?? Number.NaN;
}

/** The same of that picture of the whole video which is most like the slate. @throws where there is none */
export async function greatestLikeness(file: string, slate: string): Promise<number> {
  const all = await likenesses(['-i', file], slate);
  if (all.length === 0) throw new Error(`no picture in ${file}`);
  return Math.max(...all);
}

async function likenesses(input: string[], slate: string, more: string[] = []): Promise<number[]> {
  const graph = '[1:v]scale=320:180,format=yuv420p[slate];[0:v][slate]psnr=stats_file=-';
  const args = ['-hide_banner', ...input, '-i', join(SLATES, slate), '-lavfi', graph, ...more, '-f', 'null', '-'];
  const { stdout } = await run('ffmpeg', args, { timeout: 30_000 });
  return [...stdout.matchAll(/psnr_avg:(\S+)/g)].map(([, average]) => (average === 'inf' ? 100 : Number(average)));
}

/** The loudest sample within a second, in dBFS. */
export async function loudest(file: string, seconds: number): Promise<number> {
  const args = ['-ss', `${seconds}`, '-t', '1', '-i', file, '-vn', '-af', 'volumedetect', '-f', 'null', '-'];
  const { stderr } = await run('ffmpeg', ['-hide_banner', ...args], { timeout: 30_000 });
  return Number(/max_volume: (\S+) dB/.exec(stderr)?.[1]);
}
