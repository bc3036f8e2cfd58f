/** One track in the hub: its source, and its decoder's configuration. */
import { type FlvTag, type MediaKind, payloadOf } from '../flv/flv-tag.ts';
import { type Rendition, TRACKS, type TrackId } from './hub-frame.ts';
import type { HubSource } from './hub-source.ts';

export class HubTrack {
  readonly id: TrackId;
  readonly kind: MediaKind;
  readonly rendition: Rendition;
  source: HubSource | null = null;
  /** The newest sequence header of the stream, kept from source to source; null before its first. */
  config: FlvTag | null = null;
  /** True until a keyframe of the current source and configuration has passed. */
  needsKeyframe = true;

  constructor(id: TrackId) {
    this.id = id;
    this.kind = TRACKS[id].kind;
    this.rendition = TRACKS[id].rendition;
  }

  /** Sets the header; false: it is the known one. */
  configure(header: FlvTag): boolean {
    if (this.config && payloadOf(this.config).equals(payloadOf(header))) return false;
    this.config = header;
    this.needsKeyframe = true;
    return true;
  }
}
