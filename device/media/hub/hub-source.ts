/** One life of what feeds the hub (a capture attempt): bytes in until it is closed or another takes its place. */
import { FlvParser } from '../flv/flv-parser.ts';
import type { FlvTag } from '../flv/flv-tag.ts';

export class HubSource {
  readonly #parser = new FlvParser();
  readonly #onTags: (tags: FlvTag[], damaged: boolean) => void;
  readonly #onClose: () => void;
  /** Frames that came so far, sequence headers not counted: their growth is the sign that the source lives. */
  videoFrames = 0;
  audioFrames = 0;
  #closed = false;

  constructor(hub: { onTags: (tags: FlvTag[], damaged: boolean) => void; onClose: () => void }) {
    this.#onTags = hub.onTags;
    this.#onClose = hub.onClose;
  }

  /** Whole tags go to all readers before this returns. Keeps views of `chunk`; ignored after the end. */
  push(chunk: Buffer): void {
    if (this.#closed) return;
    const skippedBefore = this.#parser.skippedBytes;
    const tags = this.#parser.push(chunk);
    for (const tag of tags) {
      if (tag.sequenceHeader) continue;
      if (tag.kind === 'video') this.videoFrames++;
      else if (tag.kind === 'audio') this.audioFrames++;
    }
    this.#onTags(tags, this.#parser.skippedBytes > skippedBefore);
  }

  /** What was begun and not completed is forgotten. Safe twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#onClose();
  }
}
