/** Which pictures of a recording are the slate, and for how long. */
import { execFile } from 'node:child_process';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { slate as slateOf } from '../../../device/media/capture/programme/slate.ts';
import { packetsOf } from './ffprobe.ts';

const run = promisify(execFile);
const SLATES = dirname(slateOf('end', 'en').file);
/** So small that each picture is a few bytes, large enough to tell one from the other. */
const SIZE = { width: 16, height: 9 };
/** Mean difference of grey levels: the same picture coded differs by 2 or 3, another one by 30. */
const ALIKE = 10;

/** A time in which one thing was shown, in seconds of the recording: of its first picture and its last. */
export interface Stretch {
  isSlate: boolean;
  from: number;
  to: number;
}

/** `slate`: a file name of the product's slates. */
export async function shownPictures(mp4: string, slate: string): Promise<Stretch[]> {
  const times = (await packetsOf(mp4)).filter(({ kind }) => kind === 'video').map(({ pts }) => pts);
  const [wanted, pictures] = [await greyLevels(join(SLATES, slate)), await greyLevels(mp4)];
  const length = SIZE.width * SIZE.height;
  const stretches: Stretch[] = [];
  for (const [index, at] of times.sort((one, other) => one - other).entries()) {
    const picture = pictures.subarray(index * length, (index + 1) * length);
    const difference = picture.reduce((sum, level, pixel) => sum + Math.abs(level - (wanted[pixel] ?? 0)), 0) / length;
    const isSlate = difference < ALIKE;
    const last = stretches.at(-1);
    if (last?.isSlate === isSlate) last.to = at;
    else stretches.push({ isSlate, from: at, to: at });
  }
  return stretches;
}

async function greyLevels(file: string): Promise<Buffer> {
  const form = ['-an', '-vf', `scale=${SIZE.width}:${SIZE.height}:flags=area,format=gray`, '-fps_mode', 'passthrough'];
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', file, ...form, '-f', 'rawvideo', '-'], {
    encoding: 'buffer',
    maxBuffer: 100_000_000,
    timeout: 60_000,
  });
  return stdout;
}
