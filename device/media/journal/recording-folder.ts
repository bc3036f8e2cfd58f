/** Contents of one recording's folder: `session.json`, `part-0001.flv` …, `recording.mp4`, `poster.jpg`, `receipt.json`. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type BootMoment, isBootMoment, isKnownBy, type KnownBy } from '../../platform/boot-moment.ts';
import { readIfThere, writeDurably } from '../../platform/durable-file.ts';
import { isReason, type Reason } from '../../reason.ts';
import type { Gap } from './placed-part.ts';

export const MP4_NAME = 'recording.mp4';
export const POSTER_NAME = 'poster.jpg';
/** Outcome of the talk, written when it is over. */
export const RECEIPT_NAME = 'receipt.json';
/** Prefix of files made on the way: not yet verified, to be thrown away after a power cut. */
export const UNFINISHED = 'joining.';
export const UNFINISHED_MP4_NAME = `${UNFINISHED}mp4`;
/** Pictures of which the poster is made. */
export const STILLS_NAME = `${UNFINISHED}h264`;

export interface RecordedMark {
  /** In the MP4, once there is one; before, of the session. */
  atSeconds: number;
  label: string;
  /** When it was set, by which its place is found. */
  moment?: BootMoment;
}

/** Facts about a recording, beside its media. */
export interface RecordingFacts {
  title: string | null;
  /** ISO 8601, by the clock of the box at that time; put right when that clock was wrong and is right again. */
  startedAt: string;
  startedOn?: KnownBy | null;
  marks: RecordedMark[];
  /** Gaps in the MP4, in its order; absent before there is one, and where an earlier version made it. */
  gaps?: Gap[];
  /** Length of the media, once it is known. */
  seconds: number | null;
  /** Why there is no MP4 although the session is over. */
  reason: Reason | null;
  /** It is also somewhere else. */
  uploaded?: boolean;
}

export interface RecordingFiles {
  /** Full paths, oldest first. */
  parts: string[];
  mp4: string | null;
  poster: string | null;
  receipt: string | null;
  bytes: number;
  /** When its media was last written, by the clock of the box at that time; 0 where there is none. */
  changedMs: number;
}

export async function recordingFiles(folder: string): Promise<RecordingFiles> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const names = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const parts = names.filter((name) => /^part-\d+\.flv$/.test(name)).sort();
  const media = [...parts, ...names.filter((name) => name === MP4_NAME)];
  const stats = await Promise.all(media.map((name) => stat(join(folder, name)).catch(() => ({ size: 0, mtimeMs: 0 }))));
  return {
    parts: parts.map((name) => join(folder, name)),
    mp4: names.includes(MP4_NAME) ? join(folder, MP4_NAME) : null,
    poster: names.includes(POSTER_NAME) ? join(folder, POSTER_NAME) : null,
    receipt: names.includes(RECEIPT_NAME) ? join(folder, RECEIPT_NAME) : null,
    bytes: stats.reduce((sum, { size }) => sum + size, 0),
    changedMs: Math.max(0, ...stats.map(({ mtimeMs }) => mtimeMs)),
  };
}

/** Null where the file is absent or damaged: the media counts, not what is written about it. */
export async function readFacts(folder: string): Promise<RecordingFacts | null> {
  try {
    return soundFacts(JSON.parse((await readIfThere(join(folder, 'session.json'))) ?? 'null'));
  } catch {
    return null;
  }
}

/** Keeps the sound facts: a file of a later version or a damaged file system must not stop the list of recordings. */
function soundFacts(facts: Partial<RecordingFacts> | null): RecordingFacts | null {
  if (typeof facts?.startedAt !== 'string' || Number.isNaN(Date.parse(facts.startedAt))) return null;
  const { title, startedAt, startedOn, marks, gaps, seconds, reason, uploaded } = facts;
  return {
    title: typeof title === 'string' ? title : null,
    startedAt,
    ...(isKnownBy(startedOn) ? { startedOn } : {}),
    marks: Array.isArray(marks) ? marks.filter(isMark).map(soundMark) : [],
    ...(Array.isArray(gaps) ? { gaps: gaps.filter(isGap).map(soundGap) } : {}),
    seconds: typeof seconds === 'number' ? seconds : null,
    reason: isReason(reason) ? reason : null,
    ...(uploaded === true ? { uploaded } : {}),
  };
}

function isMark(mark: Partial<RecordedMark> | null): mark is RecordedMark {
  return typeof mark?.atSeconds === 'number' && typeof mark.label === 'string';
}

function soundMark({ moment, ...mark }: RecordedMark): RecordedMark {
  return isBootMoment(moment) ? { ...mark, moment } : mark;
}

function isGap(gap: Partial<Gap> | null): gap is Gap {
  return (
    typeof gap?.atSeconds === 'number' &&
    (gap.missingSeconds === null || typeof gap.missingSeconds === 'number') &&
    (gap.lost === 'everything' || gap.lost === 'picture')
  );
}

/** Fills in the cause, which an earlier version did not write. */
function soundGap(gap: Gap): Gap {
  return { ...gap, cause: gap.cause === 'stop' ? 'stop' : 'fault' };
}

export async function writeFacts(folder: string, facts: RecordingFacts): Promise<void> {
  await writeDurably(join(folder, 'session.json'), `${JSON.stringify(facts, null, 2)}\n`);
}
