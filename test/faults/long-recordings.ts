/** Recordings as they lie on a box that was left alone with them: hours long, gigabytes large, not yet joined. */

import { readFileSync } from 'node:fs';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ending } from '../tools/ending.ts';
import { type LongRecording, writeLongPart } from '../tools/samples/long-recording.ts';
import { makeFlv } from '../tools/samples/make-flv.ts';

const HOUR = 3600;

export interface Wanted extends LongRecording {
  what: string;
  framesPerSecond: number;
  /** Each as long as is said. */
  parts: number;
}

export const WANTED: Wanted[] = [
  { what: '2 h, 2.5 Mb/s', seconds: 2 * HOUR, pictureKbps: 2500, framesPerSecond: 30, parts: 1 },
  { what: '5 GB, 9 Mb/s', seconds: 1.25 * HOUR, pictureKbps: 9000, framesPerSecond: 30, parts: 1 },
  { what: '0.6 GB, 15 pictures/s', seconds: 0.55 * HOUR, pictureKbps: 2400, framesPerSecond: 15, parts: 1 },
  { what: '2 h, 1 picture/s', seconds: 2 * HOUR, pictureKbps: 200, framesPerSecond: 1, parts: 1 },
  {
    what: '1 h voice, then 10 min of picture',
    seconds: HOUR + 600,
    pictureKbps: 2500,
    picturesFromSeconds: HOUR,
    framesPerSecond: 30,
    parts: 1,
  },
  { what: '3 parts of 40 min, 2.5 Mb/s', seconds: HOUR / 1.5, pictureKbps: 2500, framesPerSecond: 30, parts: 3 },
];

export interface MadeRecording {
  /** With its parts, and room for what is made of them. */
  folder: string;
  parts: string[];
  counts: { video: number; audio: number };
}

/** Gone with the test. */
export async function makeRecording(
  t: Ending,
  { parts: count, ...wanted }: Wanted,
  folder: string,
): Promise<MadeRecording> {
  await mkdir(folder, { recursive: true });
  t.after(() => rm(folder, { recursive: true, force: true }));
  const made = await mkdtemp(join(tmpdir(), 'pupitre-some-'));
  makeFlv(join(made, 'a.flv'), { seconds: 24, width: 1280, height: 720, framesPerSecond: wanted.framesPerSecond });
  const some = readFileSync(join(made, 'a.flv'));
  await rm(made, { recursive: true });
  const parts = Array.from({ length: count }, (_, index) => join(folder, `part-000${index + 1}.flv`));
  const counts = { video: 0, audio: 0 };
  for (const part of parts) {
    const own = writeLongPart(part, some, wanted);
    counts.video += own.video;
    counts.audio += own.audio;
  }
  return { folder, parts, counts };
}
