/** What a video shows and sounds like at one moment, measured by ffmpeg. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { slate as slateOf } from '../../../device/media/capture/programme/slate.ts';

const run = promisify(execFile);
const SLATES = dirname(slateOf('end', 'en').file);

/** How alike the picture at `seconds` and a slate are: above 30 dB the eye sees the same, unlike pictures are below 20. */
export async function likeness(file: string, seconds: number, slate: string): Promise<number> {
  const graph = '[1:v]scale=320:180,format=yuv420p[slate];[0:v][slate]psnr';
  const args = [
    '-ss',
    `${seconds}`,
    '-i',
    file,
    '-i',
    join(SLATES, slate),
    '-lavfi',
    graph,
    '-frames:v',
    '1',
    '-f',
    'null',
    '-',
  ];
  const { stderr } = await run('ffmpeg', ['-hide_banner', ...args], { timeout: 30_000 });
  const [, average] = /PSNR .*average:(\S+)/.exec(stderr) ?? [];
  return average === 'inf' ? 100 : Number(average);
}

/** The loudest sample within a second, in dBFS. */
export async function loudest(file: string, seconds: number): Promise<number> {
  const args = ['-ss', `${seconds}`, '-t', '1', '-i', file, '-vn', '-af', 'volumedetect', '-f', 'null', '-'];
  const { stderr } = await run('ffmpeg', ['-hide_banner', ...args], { timeout: 30_000 });
  return Number(/max_volume: (\S+) dB/.exec(stderr)?.[1]);
}
