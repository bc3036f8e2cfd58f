/** Joining the parts of a recording into one MP4: the order to a worker and what it answers. */
import type { PartsReport } from './part-tags.ts';

export interface JoinOrder {
  /** FLV parts, oldest first. A single one becomes the MP4 where its file system can put something in front of it. */
  parts: string[];
  /** Else the MP4 to write; replaced if there. */
  output: string;
  /** So much may be written. */
  spareBytes: number;
  /** Where pictures go of which a poster can be made, as an H.264 stream; none for voice alone. */
  stills: string;
}

/** Coded frames of each kind. */
export interface PacketCounts {
  video: number;
  audio: number;
}

export type JoinResult =
  /** `path`: the MP4, which is `output` or the single part. It can still be joined again as that. */
  | ({ how: 'joined'; path: string; frames: PacketCounts; seconds: number } & PartsReport)
  /** The parts hold no frame. */
  | { how: 'empty' }
  | { how: 'noRoom'; neededBytes: number }
  /** No MP4 can be made of what the parts hold, today or tomorrow. */
  | { how: 'broken'; message: string }
  /** It may be otherwise the next time. `code`: of the operating system. */
  | { how: 'failed'; code: string | null; message: string };

export type JoinNews =
  | { type: 'progress'; doneBytes: number; totalBytes: number }
  | { type: 'done'; result: JoinResult };
