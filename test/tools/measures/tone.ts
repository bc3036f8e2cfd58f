/** Which tone a recording holds. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const RATE = 48_000;
/** A tenth of full scale: the tone that the tests play is louder, silence and codec noise are not. */
const LOUD = 0.1;
const GAP_SECONDS = 0.1;

export interface Tone {
  /** 0 where there is none. */
  hertz: number;
  /** Share of loud 10 ms pieces, 0 to 1. */
  loud: number;
  /** The longest time without a loud piece, in seconds. */
  longestGap: number;
  /** Times without one of more than `GAP_SECONDS`, in seconds of the file. */
  gaps: [from: number, to: number][];
}

/** The sound between two times in seconds. */
export async function toneOf(file: string, fromSeconds: number, seconds: number): Promise<Tone> {
  // Cut here: ffmpeg seeks by the picture, and has no sound from before the first one.
  const samples = (await samplesOf(file)).subarray(fromSeconds * RATE, (fromSeconds + seconds) * RATE);
  let [pieces, loud, gap, longestGap] = [0, 0, 0, 0];
  const crossings: number[] = [];
  const gaps: Tone['gaps'] = [];
  const endGap = (atPiece: number) => {
    const to = fromSeconds + atPiece / 100;
    if (gap / 100 > GAP_SECONDS) gaps.push([to - gap / 100, to]);
    gap = 0;
  };
  const length = RATE / 100;
  for (let at = 0; at + length < samples.length; at += length) {
    pieces++;
    const piece = samples.subarray(at, at + length + 1);
    if (piece.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) < LOUD * 32_768) {
      gap++;
      longestGap = Math.max(longestGap, gap);
      continue;
    }
    endGap(pieces - 1);
    loud++;
    for (let next = 1; next < piece.length; next++) {
      const [last = 0, now = 0] = [piece[next - 1], piece[next]];
      if (last < 0 && now >= 0) crossings.push(at + next - now / (now - last));
    }
  }
  endGap(pieces);
  return {
    hertz: hertzOf(crossings),
    loud: pieces === 0 ? 0 : loud / pieces,
    longestGap: longestGap / 100,
    gaps,
  };
}

/** Of the period that half of them are shorter than: what is missing in a gap, or at its edges, changes nothing. */
function hertzOf(crossings: number[]): number {
  const periods = crossings.slice(1).map((at, index) => at - (crossings[index] ?? at));
  const median = periods.sort((one, other) => one - other)[Math.floor(periods.length / 2)];
  return median === undefined ? 0 : RATE / median;
}

/** One channel of 48,000 a second, each within 10 ms of the time that the file says; what it leaves out is silence. */
export async function samplesOf(file: string): Promise<Int16Array> {
  const filled = ['-vn', '-af', 'aresample=async=1:min_hard_comp=0.01:first_pts=0', '-ac', '1', '-ar', String(RATE)];
  const { stdout } = await run('ffmpeg', ['-v', 'error', '-i', file, ...filled, '-f', 's16le', '-'], {
    encoding: 'buffer',
    maxBuffer: 100_000_000,
    timeout: 60_000,
  });
  return new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.byteLength / 2));
}
