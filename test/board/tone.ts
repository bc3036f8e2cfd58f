/** Which tone a recording holds. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const RATE = 48_000;
/** A tenth of full scale: the tone that the tests play is louder, silence and codec noise are not. */
const LOUD = 0.1;

/** Frequency in Hz of the sound between two times in seconds, and its share of loud 10 ms pieces (0 to 1). */
export async function toneOf(
  file: string,
  fromSeconds: number,
  seconds: number,
): Promise<{ hertz: number; loud: number }> {
  const words = ['-v', 'error', '-ss', String(fromSeconds), '-i', file, '-t', String(seconds), '-vn'];
  const { stdout } = await run('ffmpeg', [...words, '-ac', '1', '-ar', String(RATE), '-f', 's16le', '-'], {
    encoding: 'buffer',
    maxBuffer: 100_000_000,
    timeout: 60_000,
  });
  const samples = new Int16Array(stdout.buffer, stdout.byteOffset, Math.floor(stdout.byteLength / 2));
  let crossings = 0;
  let pieces = 0;
  let loud = 0;
  const length = RATE / 100;
  for (let at = 0; at + length < samples.length; at += length) {
    pieces++;
    const piece = samples.subarray(at, at + length + 1);
    if (piece.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0) < LOUD * 32_768) continue;
    loud++;
    for (let next = 1; next < piece.length; next++)
      if ((piece[next - 1] ?? 0) < 0 && (piece[next] ?? 0) >= 0) crossings++;
  }
  return { hertz: loud === 0 ? 0 : (crossings * 100) / loud, loud: pieces === 0 ? 0 : loud / pieces };
}
