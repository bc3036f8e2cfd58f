/** The tags of a recording's parts, one after the other on one timeline. */
import { open } from 'node:fs/promises';
import { FlvParser, type ParsedTag } from '../flv/flv-parser.ts';
import { type FlvTag, isPicture } from '../flv/flv-tag.ts';
import { type PartStart, partStartOf } from './part-start.ts';
import { type PlacedPart, placeAfter } from './placed-part.ts';

/** Large enough that reading costs little beside the rest, small enough for a 512 MB board. */
const CHUNK_BYTES = 1024 * 1024;

export interface PlacedTag {
  tag: FlvTag;
  /** Since the start of the first part, growing from frame to frame of a kind. Sound and picture of a part keep their distance. */
  timestampMs: number;
  /** Of the tag's first byte, in the bytes of all parts one after the other. */
  position: number;
}

/** What was found on the way. */
export interface PartsReport {
  /** Of all parts. */
  bytes: number;
  /** Bytes of torn tags: the end of a part that a power cut left. */
  skippedBytes: number;
  /** Those that hold frames. */
  parts: PlacedPart[];
}

export const emptyReport = (): PartsReport => ({ bytes: 0, skippedBytes: 0, parts: [] });

/** Torn tags are passed over. */
export async function* partTags(paths: string[], report: PartsReport): AsyncGenerator<PlacedTag> {
  const newestMs = { video: -1, audio: -1 };
  for (const path of paths) {
    let start: PartStart | null = null;
    let part: PlacedPart | null = null;
    const partPosition = report.bytes;
    for await (const tag of tagsOf(path, report)) {
      const position = partPosition + tag.position;
      if (tag.kind === 'script') start ??= partStartOf(tag);
      if (tag.kind === 'script' || tag.sequenceHeader) {
        yield { tag, timestampMs: Math.max(0, newestMs.video, newestMs.audio), position };
        continue;
      }
      const known = { firstMs: tag.timestampMs, newestMs: newestMs[tag.kind] };
      part ??= begin(placeAfter(report.parts.at(-1), start, known), start, report);
      // A capture that hiccups gives two frames one time, and an MP4 no frame without a time of its own.
      const timestampMs = Math.max(part.atMs + tag.timestampMs, newestMs[tag.kind] + 1);
      newestMs[tag.kind] = timestampMs;
      part.endMs = Math.max(part.endMs, timestampMs);
      if (isPicture(tag)) part.pictures = { firstMs: timestampMs, ...part.pictures, lastMs: timestampMs };
      yield { tag, timestampMs, position };
    }
  }
}

function begin(atMs: number, start: PartStart | null, { parts }: PartsReport): PlacedPart {
  const part = { start, atMs, endMs: atMs, pictures: null };
  parts.push(part);
  return part;
}

async function* tagsOf(path: string, report: PartsReport): AsyncGenerator<ParsedTag> {
  const parser = new FlvParser();
  const file = await open(path, 'r');
  try {
    for (;;) {
      // A new buffer each time: tags are views of it.
      const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
      const { bytesRead } = await file.read(chunk, 0, chunk.length);
      if (bytesRead === 0) break;
      report.bytes += bytesRead;
      yield* parser.push(chunk.subarray(0, bytesRead));
    }
    const { tags, pendingBytes } = parser.end();
    yield* tags;
    report.skippedBytes += parser.skippedBytes + pendingBytes;
  } finally {
    await file.close();
  }
}
