/**
 * Pictures and sound in, from one source or from one each; many readers out, on one timeline. Readers never wait for each other: `push` copies nothing but small
 * tags and each reader's queue bounds itself. Only what can be decoded leaves: no inter frame without its keyframe.
 */
import type { Clock } from '../../platform/clock.ts';
import { type FlvTag, isPicture, payloadOf } from '../flv/flv-tag.ts';
import { metadataTag } from '../flv/metadata-tag.ts';
import { GopCache } from './gop-cache.ts';
import type { HubFrame, HubTag } from './hub-frame.ts';
import { HubReader, type ReaderOptions } from './hub-reader.ts';
import { HubSource } from './hub-source.ts';
import type { Loss } from './loss-report.ts';
import { Timeline } from './timeline.ts';

export type { HubReader, HubSource, HubTag, Loss, ReaderOptions };

/** Opening a slow camera takes 2 s; a voice does not wait longer for it. */
const PICTURE_WAIT_MS = 2000;
/** AAC of 1024 samples at 48 kHz: the one that is heard when the picture begins has begun before it. */
const SOUND_FRAME_MS = 22;

export class TagHub {
  readonly #clock: Clock;
  readonly #onLoss: (loss: Loss) => void;
  readonly #timeline: Timeline;
  readonly #gop = new GopCache();
  readonly #readers = new Set<HubReader>();
  readonly #sources: Record<HubFrame['kind'], HubSource | null> = { video: null, audio: null };
  #metadata: FlvTag | null = null;
  #configs: Record<HubFrame['kind'], FlvTag | null> = { video: null, audio: null };
  /** True until a keyframe of the current source and configuration has passed. */
  #needsKeyframe = true;
  #frames = 0;
  /** Sound that came before the first picture of a stream; null once that has come. */
  #early: FlvTag[] | null = null;

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

  /** The newest `onMetaData`. */
  get metadata(): FlvTag | null {
    return this.#metadata;
  }

  /**
   * Takes the place of what gave these kinds before. With the other kind going on it keeps that one's time; with nothing
   * going on its first frame lands at the clock's distance from the hub's first, after all sent.
   */
  openSource(...kinds: HubFrame['kind'][]): HubSource {
    for (const kind of kinds) this.#sources[kind]?.close();
    const source = new HubSource({
      kinds,
      onTags: (tags, damaged) => this.#forward(tags, damaged),
      onClose: (closed) => this.#endSource(closed),
    });
    for (const kind of kinds) this.#sources[kind] = source;
    return source;
  }

  /**
   * A stream begins, of which `onMetaData` is to say this. Where a picture is to come, sound waits for it, so that both
   * begin together.
   */
  begin(facts: Record<string, number | string>, { hasPicture }: { hasPicture: boolean }): void {
    this.#metadata = metadataTag(facts);
    this.#early = hasPicture ? [] : null;
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
      else if (tag.kind === 'audio') this.#sound(tag);
      else if (isPicture(tag)) this.#picture(tag);
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

  #sound(tag: FlvTag): void {
    if (this.#early === null) {
      this.#fanOut(tag, 'audio');
      return;
    }
    this.#early.push(detached(tag));
    const [first] = this.#early;
    if (first && spanMs(first, tag) > PICTURE_WAIT_MS) this.#releaseSound(() => true);
  }

  #picture(tag: FlvTag): void {
    if (tag.keyframe && this.#configs.video) this.#needsKeyframe = false;
    if (this.#needsKeyframe) {
      // A jump of its clock is to be seen all the same.
      this.#timeline.place('video', tag.timestampMs);
      return;
    }
    this.#fanOut(tag, 'video');
    if (this.#early) this.#releaseSound((sound) => spanMs(tag, sound) > -SOUND_FRAME_MS);
  }

  #releaseSound(fits: (sound: FlvTag) => boolean): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const sound of early.filter(fits)) this.#fanOut(sound, 'audio');
  }

  #fanOut(tag: FlvTag, kind: HubFrame['kind']): void {
    const hubMs = this.#timeline.place(kind, tag.timestampMs);
    const config = this.#configs[kind];
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

  #endSource(source: HubSource): void {
    for (const kind of source.kinds) {
      this.#sources[kind] = null;
      this.#timeline.restart(kind);
      if (kind === 'audio') continue;
      this.#gop.clear();
      this.#needsKeyframe = true;
    }
  }
}

/** From one to the other, across the wrap after 2^32 ms. */
function spanMs(from: FlvTag, to: FlvTag): number {
  return (to.timestampMs - from.timestampMs) | 0;
}

/** A copy that lives on its own, for small tags that outlive the chunk they came in. */
function detached(tag: FlvTag): FlvTag {
  return { ...tag, bytes: Buffer.from(tag.bytes) };
}
