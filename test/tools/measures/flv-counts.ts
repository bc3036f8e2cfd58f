/** Counts what FLV parts hold, as the journal wrote it. */
import { readFile } from 'node:fs/promises';
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import { type FlvTag, isPicture } from '../../../device/media/flv/flv-tag.ts';

export async function flvTags(path: string): Promise<FlvTag[]> {
  const parser = new FlvParser();
  const tags = parser.push(await readFile(path));
  return [...tags, ...parser.end().tags];
}

/** Coded frames of all parts together. */
export async function flvCounts(parts: string[]): Promise<{ video: number; audio: number }> {
  const counts = { video: 0, audio: 0 };
  for (const part of parts) {
    for (const tag of await flvTags(part)) {
      if (isPicture(tag)) counts.video++;
      else if (tag.kind === 'audio' && !tag.sequenceHeader) counts.audio++;
    }
  }
  return counts;
}
