/**
 * One life of a source of the hub (a track of a capture attempt): tags in until it is closed or another replaces it.
 */
import type { FlvTag } from '../flv/flv-tag.ts';
import type { TrackId } from './hub-frame.ts';

export class HubSource {
  readonly tracks: readonly TrackId[];
  readonly #onTags: (tags: FlvTag[], damaged: boolean) => void;
  readonly #onClose: (source: HubSource) => void;
  #closed = false;

  constructor(hub: {
    tracks: readonly TrackId[];
    onTags: (tags: FlvTag[], damaged: boolean) => void;
    onClose: (source: HubSource) => void;
  }) {
    this.tracks = hub.tracks;
    this.#onTags = hub.onTags;
    this.#onClose = hub.onClose;
  }

  /**
   * Sends tags to all readers before it returns; ignored after the end. `damaged`: something is missing before them.
   */
  push(tags: FlvTag[], damaged = false): void {
    if (!this.#closed) this.#onTags(tags, damaged);
  }

  /** Safe twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose(this);
  }
}
