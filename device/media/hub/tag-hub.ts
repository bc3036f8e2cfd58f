/**
 * One source in, many readers out, on one timeline. Readers never wait for each other: `push` copies nothing but small
 * tags and each reader's queue bounds itself. Only what can be decoded leaves: no inter frame without its keyframe.
 */
import type { Clock } from '../../platform/clock.ts';
import { type FlvTag, isPicture, payloadOf } from '../flv/flv-tag.ts';
import { GopCache } from './gop-cache.ts';
import type { HubFrame, HubTag } from './hub-frame.ts';
import { HubReader, type ReaderOptions } from './hub-reader.ts';
import { HubSource } from './hub-source.ts';
import type { Loss } from './loss-report.ts';
import { Timeline } from './timeline.ts';

export type { HubReader, HubSource, HubTag, Loss, ReaderOptions };

export class TagHub {
  readonly #clock: Clock;
  readonly #onLoss: (loss: Loss) => void;
  readonly #timeline: Timeline;
  readonly #gop = new GopCache();
  readonly #readers = new Set<HubReader>();
  #source: HubSource | null = null;
  #metadata: FlvTag | null = null;
  #configs: Record<HubFrame['kind'], FlvTag | null> = { video: null, audio: null };
  /** True until a keyframe of the current source and configuration has passed. */
  #needsKeyframe = true;
  #frames = 0;

  constructor(options: { clock: Clock; onLoss?: (loss: Loss) => void }) {
    this.#clock = options.clock;
    this.#onLoss = options.onLoss ?? (() => {});
    this.#timeline = new Timeline(options.clock);
  }

  /** The newest H.264 sequence header, kept from source to source; null before the first. */
  get videoConfig(): FlvTag | null {
    return this.#configs.video;
  }

  /** The newest AAC sequence header. */
  get audioConfig(): FlvTag | null {
    return this.#configs.audio;
  }

  /** The newest `onMetaData`; flvmux repeats it many times a second. */
  get metadata(): FlvTag | null {
    return this.#metadata;
  }

  /** Closes the source before it. Its first frame lands at the clock's distance from the hub's first, after all sent. */
  openSource(): HubSource {
    this.#source?.close();
    this.#source = new HubSource({
      onTags: (tags, damaged) => this.#forward(tags, damaged),
      onClose: () => this.#endSource(),
    });
    return this.#source;
  }

  /** The reader has the headers and the current GOP to take at once. */
  addReader(options: ReaderOptions): HubReader {
    const reader = new HubReader(options, {
      clock: this.#clock,
      onLoss: this.#onLoss,
      metadata: () => this.#metadata,
      greeting: [this.#metadata, this.#configs.video, this.#configs.audio].filter((tag) => tag !== null),
      onClose: (closed) => this.#readers.delete(closed),
    });
    for (const frame of this.#gop.frames) reader.offer(frame);
    this.#readers.add(reader);
    queueMicrotask(() => reader.wake());
    return reader;
  }

  #forward(tags: FlvTag[], damaged: boolean): void {
    // A picture may be missing between these tags: what follows must not be decoded against it.
    if (damaged) this.#needsKeyframe = true;
    for (const tag of tags) {
      if (tag.sequenceHeader) this.#configure(tag);
      else if (tag.kind === 'script') this.#describe(tag);
      else if (tag.kind === 'audio' || isPicture(tag)) this.#fanOut(tag, tag.kind);
    }
    for (const reader of this.#readers) reader.wake();
  }

  #describe(tag: FlvTag): void {
    // AMF0: string marker, its length, its text.
    if (payloadOf(tag).toString('latin1', 3, 13) === 'onMetaData') this.#metadata = detached(tag);
  }

  /** Readers get the new header with the first frame that needs it; an identical one changes nothing. */
  #configure(tag: FlvTag): void {
    const kind = tag.kind === 'video' ? 'video' : 'audio';
    const known = this.#configs[kind];
    if (known && payloadOf(known).equals(payloadOf(tag))) return;
    this.#configs[kind] = detached(tag);
    this.#gop.clear();
    if (kind === 'video') this.#needsKeyframe = true;
  }

  #fanOut(tag: FlvTag, kind: HubFrame['kind']): void {
    const hubMs = this.#timeline.place(kind, tag.timestampMs);
    const config = this.#configs[kind];
    if (tag.keyframe && config) this.#needsKeyframe = false;
    if (kind === 'video' && this.#needsKeyframe) return;
    // Sound outlives pictures in a full queue; as a view it would keep the pictures' memory with it.
    const { timestampMs, keyframe, sequenceHeader, bytes } = kind === 'audio' ? detached(tag) : tag;
    const frame: HubFrame = {
      kind,
      timestampMs,
      keyframe,
      sequenceHeader,
      bytes,
      hubMs,
      order: this.#frames++,
      config,
    };
    this.#gop.push(frame);
    for (const reader of this.#readers) reader.offer(frame);
  }

  #endSource(): void {
    this.#gop.clear();
    this.#needsKeyframe = true;
    this.#timeline.restart();
  }
}

/** A copy that lives on its own, for small tags that outlive the chunk they came in. */
function detached(tag: FlvTag): FlvTag {
  return { ...tag, bytes: Buffer.from(tag.bytes) };
}
