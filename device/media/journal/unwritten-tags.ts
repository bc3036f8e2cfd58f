/** Tags that the journal has taken from the hub and not yet put into a part, and those that a new part needs first. */
import { type FlvTag, payloadOf } from '../flv/flv-tag.ts';
import type { HubReader, HubTag } from '../hub/tag-hub.ts';

/** For one call of the disk: some seconds that waited. A batch that does not fit is written whole later. */
const BATCH_BYTES = 2_000_000;

export interface Lost {
  pictures: number;
  sounds: number;
}

/** Tags for one part, in order. */
export interface Batch {
  /** Metadata and headers as the first of them needs them. */
  head: FlvTag[];
  tags: HubTag[];
  /** A picture of another size or encoder cannot follow in the same track of an MP4: these begin a part. */
  isNewPicture: boolean;
  /** How many pictures and sounds had to be given up since what was written last. */
  lost: Lost;
}

export class UnwrittenTags {
  #taken: HubTag[] = [];
  /** How many of them the batch given out last holds. */
  #given = 0;
  /** Losses between what is written and what is taken. */
  #lost: Lost = { pictures: 0, sounds: 0 };
  /** Losses of the reader, in all. */
  #lostInAll: Lost = { pictures: 0, sounds: 0 };
  /** Metadata and headers of what is written. */
  #head: Record<FlvTag['kind'], FlvTag | null> = { script: null, video: null, audio: null };

  /** The same batch again until it is `done`; null when all is written. */
  next(reader: HubReader): Batch | null {
    if (this.#taken.length === 0) this.#take(reader);
    const [first] = this.#taken;
    if (!first) return null;
    this.#given = this.#untilNewPicture();
    const batch = this.#taken.slice(0, this.#given);
    const isNewPicture = isOther(first, this.#head.video);
    const head = (['script', 'video', 'audio'] as const)
      .map((kind) => (kind === 'video' && isNewPicture ? first : (this.#head[kind] ?? batch.find(isHeaderOf(kind)))))
      .filter((tag) => tag !== undefined);
    return { head, tags: batch.filter(({ kind }) => kind !== 'script'), isNewPicture, lost: this.#lost };
  }

  /** The batch given out last is written. */
  done(): void {
    this.#lost = { pictures: 0, sounds: 0 };
    for (const tag of this.#taken.splice(0, this.#given)) if (isHeaderOf(tag.kind)(tag)) this.#head[tag.kind] = tag;
  }

  #take(reader: HubReader): void {
    // The reader gives up the oldest that wait in it: what is lost lies before what is taken now.
    const { lostVideoFrames: pictures, lostAudioFrames: sounds } = reader;
    this.#lost.pictures += pictures - this.#lostInAll.pictures;
    this.#lost.sounds += sounds - this.#lostInAll.sounds;
    this.#lostInAll = { pictures, sounds };
    let bytes = 0;
    for (let tag = reader.take(); tag; tag = reader.take()) {
      this.#taken.push(tag);
      bytes += tag.bytes.length;
      if (bytes >= BATCH_BYTES) break;
    }
  }

  #untilNewPicture(): number {
    let config = this.#head.video;
    for (const [index, tag] of this.#taken.entries()) {
      if (index > 0 && isOther(tag, config)) return index;
      if (isHeaderOf('video')(tag)) config = tag;
    }
    return this.#taken.length;
  }
}

const isHeaderOf = (kind: FlvTag['kind']) => (tag: FlvTag) =>
  tag.kind === kind && (kind === 'script' || tag.sequenceHeader);

function isOther(tag: FlvTag, config: FlvTag | null): boolean {
  return config !== null && isHeaderOf('video')(tag) && !payloadOf(config).equals(payloadOf(tag));
}
