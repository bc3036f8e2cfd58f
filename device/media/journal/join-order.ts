/** Joining the parts of a recording into one MP4: the order to a worker and what it answers. */
import type { PartsReport } from './part-tags.ts';

export interface JoinOrder {
  /** FLV parts, oldest first. A single one becomes the MP4 where its file system can put something in front of it. */
  parts: string[];
  /** Else the MP4 to write; replaced if there. */
  output: string;
  /** So much may be written. */
  spareBytes: number;
  /** JPEG to make from a keyframe, null for none (voice only). */
  poster: string | null;
}

/** Coded frames of each kind. */
export interface PacketCounts {
  video: number;
  audio: number;
}

export type JoinResult =
  /** `path`: the MP4, which is `output` or the single part. It can still be joined again as that. */
  | ({ how: 'joined'; path: string; journal: PacketCounts; file: PacketCounts; seconds: number } & PartsReport)
  | { how: 'noRoom'; neededBytes: number }
  | { how: 'failed'; message: string };
