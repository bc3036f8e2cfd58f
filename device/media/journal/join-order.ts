/** Joining the parts of a recording into one MP4: the order to a worker and what it answers. */
import type { PartsReport } from './part-tags.ts';

export interface JoinOrder {
  /** FLV parts, oldest first. */
  parts: string[];
  /** The MP4 to write; replaced if there. */
  output: string;
  /** JPEG to make from a keyframe, null for none (voice only). */
  poster: string | null;
}

/** Coded frames of each kind. */
export interface PacketCounts {
  video: number;
  audio: number;
}

export type JoinResult =
  | ({ how: 'joined'; journal: PacketCounts; file: PacketCounts; seconds: number } & PartsReport)
  | { how: 'failed'; message: string };
