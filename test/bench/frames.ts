/** What the recordings hold, by ffprobe, which is nobody's own: missing frames, and whether all did the same work. */
import { execFile } from 'node:child_process';
import { open } from 'node:fs/promises';
import { promisify } from 'node:util';
import { missingFrames } from '../tools/measures/missing-frames.ts';
import type { Contender, Recording } from './contender.ts';
import { FRAMES_PER_SECOND } from './stage.ts';
import type { Row } from './table.ts';

const run = promisify(execFile);

/** AAC codes 1024 samples at once. */
const SOUNDS_PER_SECOND = 48_000 / 1024;
/** x264 writes its options into the first picture. */
const HEAD_BYTES = 256 * 1024;

export interface Audit {
  by: Contender['name'];
  pictures: number;
  sounds: number;
  /** Pictures and sounds missing, by their times. */
  missing: number;
  /** In what was written while on air, but not in the MP4 made of it; null without an MP4. */
  lostByJoining: number | null;
  videoKbps: number;
  framesPerSecond: number;
  /** As x264 itself states them in the stream. */
  encoderOptions: string;
}

interface Packet {
  seconds: number;
  bytes: number;
}

const secondsOf = (packets: Packet[]) => packets.map(({ seconds }) => seconds);

export async function audit({ by, flv, mp4 }: Recording): Promise<Audit> {
  const [pictures, sounds] = await Promise.all([packets(flv, 'v:0'), packets(flv, 'a:0')]);
  const joined = mp4 === null ? null : await Promise.all([packets([mp4], 'v:0'), packets([mp4], 'a:0')]);
  const seconds = (pictures.at(-1)?.seconds ?? 0) - (pictures[0]?.seconds ?? 0);
  const bits = pictures.slice(1).reduce((sum, { bytes }) => sum + bytes * 8, 0);
  return {
    by,
    pictures: pictures.length,
    sounds: sounds.length,
    missing:
      missingFrames(secondsOf(pictures), FRAMES_PER_SECOND) + missingFrames(secondsOf(sounds), SOUNDS_PER_SECOND),
    lostByJoining: joined && pictures.length - joined[0].length + sounds.length - joined[1].length,
    videoKbps: bits / seconds / 1000,
    framesPerSecond: (pictures.length - 1) / seconds,
    encoderOptions: await encoderOptions(flv[0] ?? ''),
  };
}

export function framesRows(audits: Audit[]): Row[] {
  const own = audits.filter(({ by }) => by === 'ours');
  const lost = own.reduce((sum, { missing, lostByJoining }) => sum + missing + (lostByJoining ?? 0), 0);
  const row = { gst: [], ffmpeg: [], goal: { value: 0 } };
  return [
    { ...row, figure: `lost in ${own.length} recordings`, unit: 'frames', ours: [lost] },
    {
      ...row,
      figure: 'not joined into an MP4',
      unit: 'recordings',
      ours: [own.filter(({ lostByJoining }) => lostByJoining === null).length],
    },
  ];
}

/** In the order in which they are stored. */
async function packets(files: string[], stream: string): Promise<Packet[]> {
  const found: Packet[] = [];
  for (const file of files) {
    const words = `-v error -select_streams ${stream} -show_entries packet=dts_time,size -of csv=p=0`;
    const { stdout } = await run('ffprobe', [...words.split(' '), file], { timeout: 60_000, maxBuffer: 50_000_000 });
    for (const line of stdout.split('\n')) {
      const [seconds, bytes] = line.split(',');
      if (bytes !== undefined) found.push({ seconds: Number(seconds), bytes: Number(bytes) });
    }
  }
  return found;
}

async function encoderOptions(file: string): Promise<string> {
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return /x264 - core.*? - options: ([\x20-\x7e]*)/.exec(buffer.toString('latin1', 0, bytesRead))?.[1] ?? '';
  } finally {
    await handle.close();
  }
}
