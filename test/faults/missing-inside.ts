/** What is missing inside the parts of a recording, pause by pause; what is missing between two of them is not counted. */
import { type FlvTag, isPicture } from '../../device/media/flv/flv-tag.ts';
import { flvTags } from '../tools/measures/flv-counts.ts';
import { isVoice, VOICE_SECONDS } from './recorded-gaps.ts';
import { PICTURES } from './talk.ts';

/** A picture can come one late, and what follows it early. */
const FRAMES_APART = 2;

export interface MissingInside {
  voiceSeconds: number[];
  pictureSeconds: number[];
}

export async function missingInside(parts: string[]): Promise<MissingInside> {
  const missing: MissingInside = { voiceSeconds: [], pictureSeconds: [] };
  for (const part of parts) {
    const tags = await flvTags(part);
    missing.voiceSeconds.push(...pauses(tags.filter(isVoice), VOICE_SECONDS));
    missing.pictureSeconds.push(...pauses(tags.filter(isPicture), 1 / PICTURES));
  }
  return missing;
}

function pauses(frames: FlvTag[], frameSeconds: number): number[] {
  return frames
    .slice(1)
    .map(({ timestampMs }, index) => (timestampMs - (frames[index] as FlvTag).timestampMs) / 1000)
    .filter((step) => step > FRAMES_APART * frameSeconds)
    .map((step) => step - frameSeconds);
}
