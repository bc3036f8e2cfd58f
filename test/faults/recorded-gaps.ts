/** The longest pauses of voice and picture in a recording, by the times that its parts have one after the other. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { type FlvTag, isPicture } from '../../device/media/flv/flv-tag.ts';
import { emptyReport, type PlacedTag, partTags } from '../../device/media/journal/part-tags.ts';

/** AAC of 1024 samples at 48 kHz. */
export const VOICE_SECONDS = 1024 / 48_000;

export interface Gaps {
  voiceGapMs: number;
  pictureGapMs: number;
}

export const isVoice = ({ kind, sequenceHeader }: FlvTag) => kind === 'audio' && !sequenceHeader;

/** Frames as they will be in the MP4: what was lost between two parts is no pause in it. */
export async function recordedFrames(folder: string): Promise<PlacedTag[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith('.flv')).sort();
  const frames: PlacedTag[] = [];
  const parts = names.map((name) => join(folder, name));
  for (const placed of partTags(parts, emptyReport()))
    if (isVoice(placed.tag) || isPicture(placed.tag))
      frames.push({ ...placed, tag: { ...placed.tag, bytes: Buffer.from(placed.tag.bytes) } });
  return frames;
}

/** @param fromMs time of the recording from which on they count */
export async function recordedGaps(folder: string, fromMs = 0): Promise<Gaps> {
  const frames = await recordedFrames(folder);
  const gap = (isOwn: (tag: FlvTag) => boolean) => {
    const times = frames.filter(({ tag }) => isOwn(tag)).map(({ timestampMs }) => timestampMs);
    const steps = times.slice(1).map((ms, index) => [ms, ms - (times[index] ?? ms)] as const);
    // Not spread into `Math.max`: a talk of hours has more frames than a call may have arguments.
    return steps.filter(([ms]) => ms >= fromMs).reduce((most, [, step]) => Math.max(most, step), 0);
  };
  return { voiceGapMs: gap(isVoice), pictureGapMs: gap(isPicture) };
}
