/** Which tone a recording holds. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const RATE = 48_000;
/** A tenth of full scale: the tone that the tests play is louder, silence and codec noise are not. */
const LOUD = 0.1;

export interface Tone {
  hertz: number;
  /** Share of loud 10 ms pieces, 0 to 1. */
  loud: number;
  /** The longest time without a loud piece, in seconds. */
  longestGap: number;
}

/** The sound between two times in seconds. */
export async function toneOf(file: string, fromSeconds: number, seconds: number): Promise<Tone> {
  const samples = await samplesOf(file, { fromSeconds, seconds });
  let [crossings, pieces, loud, gap, longestGap] = [0, 0, 0, 0, 0];
  const length = RATE / 100;
  for (let at = 0; at + length < samples.length; at += length) {
    pieces++;
    const piece = samples.subarray(at, at + length + 1);
    if (piece.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) < LOUD * 32_768) {
      gap++;
      longestGap = Math.max(longestGap, gap);
      continue;
    }
    gap = 0;
    loud++;
    for (let next = 1; next < piece.length; next++)
      if ((piece[next - 1] ?? 0) < 0 && (piece[next] ?? 0) >= 0) crossings++;
  }
  return {
    hertz: loud === 0 ? 0 : (crossings * 100) / loud,
    loud: pieces === 0 ? 0 : loud / pieces,
    longestGap: longestGap / 100,
  };
}

/** One channel of 48,000 a second, each within 10 ms of the time that the file says; what it leaves out is silence. */
export async function samplesOf(
  file: string,
  { fromSeconds = 0, seconds }: { fromSeconds?: number; seconds?: number } = {},
): Promise<Int16Array> {
  const words = ['-v', 'error', '-ss', String(fromSeconds), '-i', file];
  const filled = [
    '-vn',
    '-af',
    'aresample=async=1:min_hard_comp=0.01:first_pts=0',
    '-ac',
    '1',
    '-ar',
    String(RATE),
    '-f',
    's16le',
    '-',
  ];
  const { stdout } = await run(
    'ffmpeg',
    [...words, ...(seconds === undefined ? [] : ['-t', String(seconds)]), ...filled],
    {
      encoding: 'buffer',
      maxBuffer: 100_000_000,
      timeout: 60_000,
    },
  );
  return new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.byteLength / 2));
}
