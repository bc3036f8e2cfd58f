/** What of a talk a viewer got and the recording lacks, told by counting between two keyframes that both have. */
import assert from 'node:assert/strict';
import { isPicture, payloadOf } from '../../device/media/flv/flv-tag.ts';
import type { RtmpViewer, SeenTag } from '../tools/viewers/rtmp-viewer.ts';
import { isVoice, recordedFrames, VOICE_SECONDS } from './recorded-gaps.ts';

export interface Lack {
  /** To 0.1 s: a piece of voice lies before or after a picture by chance. */
  voiceSeconds: number;
  pictures: number;
}

/** @param fromMs of arrival at the viewer, who has been served all the while on one connection */
export async function recordingLack({ tags }: RtmpViewer, folder: string, fromMs: number): Promise<Lack> {
  const recorded = (await recordedFrames(folder)).map(({ tag }) => tag);
  const got = tags.filter(({ isMedia, atMs }) => isMedia && atMs >= fromMs);
  const bytesOf = (tag: SeenTag | (typeof recorded)[number]) => payloadOf(tag).toString('latin1');
  // A keyframe holds the running clock, and no other is like it; pictures in which little moves may be the same bytes.
  const places = new Map(recorded.map((tag, place) => [tag.keyframe ? bytesOf(tag) : '', place]));
  const both = got.flatMap((tag, index) => {
    const place = tag.keyframe ? places.get(bytesOf(tag)) : undefined;
    return place === undefined ? [] : [{ index, place }];
  });
  const [first, last] = [both[0], both.at(-1)];
  assert.ok(first && last && first.place < last.place, 'some of the pictures are in the recording');
  const sent = got.slice(first.index, last.index);
  const written = recorded.slice(first.place, last.place);
  return {
    voiceSeconds: (sent.filter(isVoice).length - written.filter(isVoice).length) * VOICE_SECONDS,
    pictures: sent.filter(isPicture).length - written.filter(isPicture).length,
  };
}
