/** Pictures or sound in one rendition, as the hub knows them: who gives them, and what they are decoded with. */
import { type FlvTag, payloadOf } from '../flv/flv-tag.ts';
import type { HubFrame, Rendition } from './hub-frame.ts';
import type { HubSource } from './hub-source.ts';

export class HubTrack {
  readonly kind: HubFrame['kind'];
  readonly rendition: Rendition;
  source: HubSource | null = null;
  /** The newest sequence header of the stream, kept from source to source; null before its first. */
  config: FlvTag | null = null;
  /** True until a keyframe of the current source and configuration has passed. */
  needsKeyframe = true;

  constructor(kind: HubFrame['kind'], rendition: Rendition) {
    this.kind = kind;
    this.rendition = rendition;
  }

  get strand(): string {
    return `${this.rendition} ${this.kind}`;
  }

  /** False where it is the one that is known. */
  configure(header: FlvTag): boolean {
    if (this.config && payloadOf(this.config).equals(payloadOf(header))) return false;
    this.config = header;
    this.needsKeyframe = true;
    return true;
  }
}
