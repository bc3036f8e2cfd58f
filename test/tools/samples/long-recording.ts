/** Recordings of hours, made of really encoded seconds: repeated, and filled to the rate of an encoder that is set to one. */
import { closeSync, openSync, writeSync } from 'node:fs';
import { filledTo } from '../../../device/media/flv/filler.ts';
import { FlvParser } from '../../../device/media/flv/flv-parser.ts';
import { type FlvTag, isPicture } from '../../../device/media/flv/flv-tag.ts';
import { flvFileHeader, restamped } from '../../../device/media/flv/flv-writer.ts';

/** Written at once. */
const GATHERED_BYTES = 4_000_000;

export interface LongRecording {
  seconds: number;
  /** Each picture is filled to its share of this. */
  pictureKbps?: number;
  /** No picture before. */
  picturesFromSeconds?: number;
  /** No sound before. */
  soundsFromSeconds?: number;
}

/** @param some FLV of whole seconds, which begins with a keyframe. @returns how many frames of each kind are written */
export function writeLongPart(
  path: string,
  some: Buffer,
  { seconds, pictureKbps = 0, picturesFromSeconds = 0, soundsFromSeconds = 0 }: LongRecording,
): { video: number; audio: number } {
  const tags = new FlvParser().push(some).filter(({ kind }) => kind !== 'script');
  const frames = tags.filter((tag) => isPicture(tag) || (tag.kind === 'audio' && !tag.sequenceHeader));
  const pictures = frames.filter(isPicture);
  const lengthMs = Math.round(Math.max(...frames.map(({ timestampMs }) => timestampMs)) / 1000) * 1000;
  const shareBytes = (pictureKbps * lengthMs) / 8 / Math.max(1, pictures.length);
  const filled = frames.map((tag) => filledTo(tag, Math.round(shareBytes)));
  const fromMs = { video: picturesFromSeconds * 1000, audio: soundsFromSeconds * 1000, script: 0 };
  const counts = { video: 0, audio: 0 };
  const file = openSync(path, 'w');
  let gathered: Buffer[] = [flvFileHeader({ audio: true, video: pictures.length > 0 })];
  let bytes = 0;
  const put = (tag: FlvTag, ms: number) => {
    gathered.push(...restamped(tag, ms));
    bytes += tag.bytes.length;
    if (bytes < GATHERED_BYTES) return;
    writeSync(file, Buffer.concat(gathered));
    gathered = [];
    bytes = 0;
  };
  for (const tag of tags) if (tag.sequenceHeader) put(tag, 0);
  for (let startMs = 0; startMs < seconds * 1000; startMs += lengthMs) {
    for (const tag of filled) {
      const ms = startMs + tag.timestampMs;
      if (ms >= seconds * 1000 || ms < fromMs[tag.kind] || tag.kind === 'script') continue;
      put(tag, ms);
      counts[tag.kind]++;
    }
  }
  writeSync(file, Buffer.concat(gathered));
  closeSync(file);
  return counts;
}
