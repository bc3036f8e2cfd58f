/** A picture or a piece of sound on its way through the hub; the same object is shared by all readers. */
import type { FlvTag, MediaKind } from '../flv/flv-tag.ts';

/**
 * One of the two codings of the same pictures and sound. `full`: for the recording, the room and every good link. `reduced`:
 * for links that cannot carry it; it is there only while somebody needs it.
 */
export type Rendition = 'full' | 'reduced';

/**
 * Every coded track of a stream by its name. A pipe or a source of one track has the same name; another track, such as
 * slides, is one line here.
 */
export const TRACKS = {
  video: { kind: 'video', rendition: 'full' },
  audio: { kind: 'audio', rendition: 'full' },
  reducedVideo: { kind: 'video', rendition: 'reduced' },
  reducedAudio: { kind: 'audio', rendition: 'reduced' },
} as const satisfies Record<string, { kind: MediaKind; rendition: Rendition }>;

export type TrackId = keyof typeof TRACKS;

export interface HubFrame extends FlvTag {
  kind: MediaKind;
  rendition: Rendition;
  /** Time on the hub's one timeline, which continues from source to source. */
  hubMs: number;
  /** Position in the order of arrival, over both kinds. */
  sequence: number;
  /** The sequence header this frame is decoded with. It travels with the frame, so it cannot be lost or overtake it. */
  config: FlvTag | null;
}

/** Memory that a queued frame keeps: its bytes, and its header if it may be the first to use it. */
export function keptBytes(frame: HubFrame): number {
  const isInter = frame.kind === 'video' && !frame.keyframe;
  return frame.bytes.length + (isInter ? 0 : (frame.config?.bytes.length ?? 0));
}

/** A tag for a reader, with its time since the first media tag this reader got; never negative. */
export interface HubTag extends FlvTag {
  readerMs: number;
}
