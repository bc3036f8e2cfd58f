/** The tags of a recording's parts, one after the other on one timeline. */

import { closeSync, openSync, readSync } from 'node:fs';
import { FlvParser, type ParsedTag } from '../flv/flv-parser.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import { type FlvTag, isPicture } from '../flv/flv-tag.ts';
import { type PartStart, partStartOf } from './part-start.ts';
import { FRAME_MS, type PlacedPart, placeAfter } from './placed-part.ts';

/** Large enough that reading costs little beside the rest, small enough for a 512 MB board. */
const CHUNK_BYTES = 256 * 1024;
/** A clock that goes back further than an encoder puts frames out of order has jumped. */
const BACK_MS = 1000;
/** A clock that goes ahead by a day has jumped too: no talk pauses for so long. */
const AHEAD_MS = 24 * 3600 * 1000;

export interface PlacedTag {
  /** Its bytes are there until the next tag is asked for. */
  tag: FlvTag;
  /** Since the start of the first part, growing from frame to frame of a kind. Sound and picture of a part keep their distance. */
  timestampMs: number;
  /** Position of the tag's first byte, in the bytes of all parts one after the other. */
  position: number;
}

/** Findings of the reading. */
export interface PartsReport {
  /** Size of all parts. */
  bytes: number;
  /** Bytes of torn tags: the end of a part that a power cut left. */
  skippedBytes: number;
  /** Those that hold frames. */
  parts: PlacedPart[];
}

export const emptyReport = (): PartsReport => ({ bytes: 0, skippedBytes: 0, parts: [] });

type PerTrack = Record<MediaKind, number>;

/** Torn tags are passed over. For a process that does nothing else: each reading waits for the disk. */
export function* partTags(paths: string[], report: PartsReport): Generator<PlacedTag> {
  const newestMs = { video: -1, audio: -1 };
  for (const path of paths) {
    let start: PartStart | null = null;
    let part: PlacedPart | null = null;
    let clock: PartClock | null = null;
    const partPosition = report.bytes;
    for (const tag of tagsOf(path, report)) {
      const position = partPosition + tag.position;
      if (tag.kind === 'script') start ??= partStartOf(tag);
      if (tag.kind === 'script' || tag.sequenceHeader) {
        yield { tag, timestampMs: Math.max(0, newestMs.video, newestMs.audio), position };
        continue;
      }
      const known = { firstMs: tag.timestampMs, newestMs: newestMs[tag.kind] };
      part ??= begin(placeAfter(report.parts.at(-1), start, known), start, report);
      clock ??= new PartClock(part.atMs, newestMs);
      const timestampMs = clock.place(tag.kind, tag.timestampMs);
      part.endMs = Math.max(part.endMs, timestampMs);
      if (isPicture(tag)) part.pictures = { firstMs: timestampMs, ...part.pictures, lastMs: timestampMs };
      yield { tag, timestampMs, position };
    }
  }
}

function begin(atMs: number, start: PartStart | null, { parts }: PartsReport): PlacedPart {
  const part = { start, atMs, endMs: Math.max(0, atMs), pictures: null };
  parts.push(part);
  return part;
}

/** Puts the times of a part on the timeline of all. */
class PartClock {
  readonly #newestMs: PerTrack;
  /** Offset to add to a part's own time for its time in the recording. */
  readonly #laterMs: PerTrack;
  /** As the part says it. */
  readonly #saidMs: Partial<PerTrack> = {};

  /** @param newestMs of each track, over all parts; kept up to date */
  constructor(atMs: number, newestMs: PerTrack) {
    this.#newestMs = newestMs;
    this.#laterMs = { video: atMs, audio: atMs };
  }

  place(track: MediaKind, saidMs: number): number {
    const before = this.#saidMs[track] ?? saidMs;
    this.#saidMs[track] = saidMs;
    if (saidMs < before - BACK_MS || saidMs > before + AHEAD_MS) this.#jump(track, saidMs);
    // A capture that hiccups gives two frames one time, and an MP4 no frame without a time of its own.
    this.#newestMs[track] = Math.max(this.#laterMs[track] + saidMs, this.#newestMs[track] + 1);
    return this.#newestMs[track];
  }

  /** It goes on behind what there is. Both tracks jump, one after the other: the second follows the first. */
  #jump(track: MediaKind, saidMs: number): void {
    const { video, audio } = this.#newestMs;
    const other = this.#laterMs[track === 'video' ? 'audio' : 'video'];
    const aheadMs = other + saidMs - this.#newestMs[track];
    const follows = other !== this.#laterMs[track] && aheadMs > -BACK_MS && aheadMs < AHEAD_MS;
    this.#laterMs[track] = follows ? other : Math.max(video, audio) + FRAME_MS - saidMs;
  }
}

function* tagsOf(path: string, report: PartsReport): Generator<ParsedTag> {
  const parser = new FlvParser();
  const file = openSync(path, 'r');
  const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
  try {
    for (;;) {
      const bytesRead = readSync(file, chunk);
      if (bytesRead === 0) break;
      report.bytes += bytesRead;
      // Views of the chunk: they are used up before the next is read, and what spans two is copied by the parser.
      yield* parser.push(chunk.subarray(0, bytesRead));
    }
    const { tags, pendingBytes } = parser.end();
    yield* tags;
    report.skippedBytes += parser.skippedBytes + pendingBytes;
  } finally {
    closeSync(file);
  }
}
