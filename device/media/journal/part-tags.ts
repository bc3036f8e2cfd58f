/** The tags of a recording's parts, one after the other on one timeline. */
import { open } from 'node:fs/promises';
import { FlvParser } from '../flv/flv-parser.ts';
import type { FlvTag } from '../flv/flv-tag.ts';

/** Large enough that reading costs little beside the rest, small enough for a 512 MB board. */
const CHUNK_BYTES = 1024 * 1024;
/** Distance between the last frame of a part and the first of the next: one picture at 30 per second. */
const FRAME_MS = 33;

export interface PlacedTag {
  tag: FlvTag;
  /** Since the start of the first part, growing from frame to frame of a kind. Sound and picture of a part keep their distance. */
  timestampMs: number;
}

/** Torn tags (the end of a part that a power cut left) are passed over and counted in `damage`. */
export async function* partTags(parts: string[], damage: { skippedBytes: number }): AsyncGenerator<PlacedTag> {
  let offsetMs = 0;
  for (const part of parts) {
    let lastMs = 0;
    const newestMs: Record<string, number> = {};
    const placed = (tag: FlvTag): PlacedTag => {
      // A capture that hiccups gives two frames one time, and an MP4 no frame without a time of its own.
      const known = newestMs[tag.kind] ?? -1;
      const partMs = tag.sequenceHeader ? tag.timestampMs : Math.max(tag.timestampMs, known + 1);
      if (!tag.sequenceHeader) newestMs[tag.kind] = partMs;
      lastMs = Math.max(lastMs, partMs);
      return { tag, timestampMs: offsetMs + partMs };
    };
    const parser = new FlvParser();
    const file = await open(part, 'r');
    try {
      for (;;) {
        // A new buffer each time: tags are views of it.
        const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
        const { bytesRead } = await file.read(chunk, 0, chunk.length);
        if (bytesRead === 0) break;
        for (const tag of parser.push(chunk.subarray(0, bytesRead))) yield placed(tag);
      }
      const { tags, pendingBytes } = parser.end();
      for (const tag of tags) yield placed(tag);
      damage.skippedBytes += parser.skippedBytes + pendingBytes;
    } finally {
      await file.close();
    }
    offsetMs += lastMs + FRAME_MS;
  }
}
