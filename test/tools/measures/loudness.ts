/** What ffmpeg's `ebur128` and `silencedetect`, which are not ours, find in a file. */
import { spawnSync } from 'node:child_process';

export interface Loudness {
  lufs: number;
  peakDb: number;
  /** Below -60 dB for 2 s and more. */
  silences: { atSeconds: number; seconds: number }[];
}

export function loudnessOf(file: string): Loudness {
  const filters = 'ebur128=peak=sample:framelog=verbose,silencedetect=noise=-60dB:d=2';
  const words = ['-hide_banner', '-nostats', '-i', file, '-vn', '-af', filters, '-f', 'null', '-'];
  const { stderr } = spawnSync('ffmpeg', words, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const summary = stderr.slice(stderr.lastIndexOf('Summary:'));
  const number = (pattern: RegExp) => Number(pattern.exec(summary)?.[1]);
  const ends = [...stderr.matchAll(/silence_end: ([\d.]+) \| silence_duration: ([\d.]+)/g)];
  return {
    lufs: number(/I:\s+(-?[\d.]+) LUFS/),
    peakDb: number(/Peak:\s+(-?[\d.]+) dBFS/),
    silences: ends.map(([, end, seconds]) => ({ atSeconds: Number(end) - Number(seconds), seconds: Number(seconds) })),
  };
}
