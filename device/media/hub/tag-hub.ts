/**
 * The hub: pictures and sound in, from one source or from one each, the reduced rendition beside the full one; many
 * readers out, on one timeline. Readers never wait for each other: `push` copies nothing but small tags and each
 * reader's queue bounds itself. Only decodable frames leave: no inter frame without its keyframe.
 */

import type { Clock } from '../../platform/clock.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import { type FlvTag, isPicture, payloadOf } from '../flv/flv-tag.ts';
import { metadataTag } from '../flv/metadata-tag.ts';
import { GopCache } from './gop-cache.ts';
import type { HubFrame, HubTag, Rendition, TrackId } from './hub-frame.ts';
import { HubReader, type ReaderOptions } from './hub-reader.ts';
import { HubSource } from './hub-source.ts';
import { HubTrack } from './hub-track.ts';
import type { Loss } from './loss-report.ts';
import type { Renditions } from './rendition-choice.ts';
import { Timeline } from './timeline.ts';

export type { HubReader, HubSource, HubTag, Loss, ReaderOptions, Rendition, Renditions, TrackId };

/** Opening a slow camera takes 2 s; a voice does not wait longer for it. */
const PICTURE_WAIT_MS = 2000;
/** AAC frame of 1024 samples at 48 kHz: the sound at the beginning of a picture began before it. */
const SOUND_FRAME_MS = 22;

export class TagHub {
  readonly #clock: Clock;
  readonly #onLoss: (loss: Loss) => void;
  readonly #timeline: Timeline;
  /** GOP of the full rendition, from which a new reader starts. */
  readonly #gop = new GopCache();
  readonly #readers = new Set<HubReader>();
  readonly #tracks: Record<TrackId, HubTrack> = {
    video: new HubTrack('video'),
    audio: new HubTrack('audio'),
    reducedVideo: new HubTrack('reducedVideo'),
    reducedAudio: new HubTrack('reducedAudio'),
  };
  #metadata: FlvTag | null = null;
  #frames = 0;
  /** Sound that came before the first picture of a stream; null once that has come. */
  #early: FlvTag[] | null = null;

  constructor(options: { clock: Clock; onLoss?: (loss: Loss) => void }) {
    this.#clock = options.clock;
    this.#onLoss = options.onLoss ?? (() => {});
    this.#timeline = new Timeline(options.clock);
  }

  /** The newest H.264 sequence header of this stream's full rendition, kept from source to source; null before the first. */
  get videoConfig(): FlvTag | null {
    return this.#tracks.video.config;
  }

  /** The newest AAC sequence header of the full rendition. */
  get audioConfig(): FlvTag | null {
    return this.#tracks.audio.config;
  }

  /** The newest `onMetaData`. */
  get metadata(): FlvTag | null {
    return this.#metadata;
  }

  /**
   * Replaces the source of these tracks, at most one of a kind. With another track going on it keeps that one's time;
   * with none, its first frame gets the clock's distance from the hub's first, after all sent. Of several tracks of one
   * kind readers get the one whose rendition they have selected.
   */
  openSource(...ids: TrackId[]): HubSource {
    const tracks = ids.map((id) => this.#tracks[id]);
    for (const track of tracks) track.source?.close();
    const ofKind = (kind: MediaKind) => tracks.find((track) => track.kind === kind);
    const source = new HubSource({
      tracks: ids,
      onTags: (tags, damaged) => this.#forward(tags, damaged, { video: ofKind('video'), audio: ofKind('audio') }),
      onClose: (closed) => this.#endSource(closed),
    });
    for (const track of tracks) track.source = source;
    return source;
  }

  /**
   * Begins a stream with these facts in `onMetaData`. Nothing of the one before greets its readers, and its sources
   * have ended: a server to which a picture was announced waits for it, and viewers of a voice alone would have
   * nothing. Where a picture will come, sound waits for it, so that both begin together.
   */
  begin(facts: Record<string, number | string>, { hasPicture }: { hasPicture: boolean }): void {
    for (const track of Object.values(this.#tracks)) {
      track.source?.close();
      track.config = null;
    }
    this.#gop.clear();
    this.#early = hasPicture ? [] : null;
    this.describe(facts);
  }

  /** Changes the stream's `onMetaData` for readers that join from now on. */
  describe(facts: Record<string, number | string>): void {
    this.#metadata = metadataTag(facts);
  }

  /** Adds a reader with the headers and, unless it starts at the next keyframe, the current GOP to take at once. */
  addReader(options: ReaderOptions): HubReader {
    const reader = new HubReader(options, {
      clock: this.#clock,
      onLoss: this.#onLoss,
      metadata: () => this.#metadata,
      greeting: [this.#metadata, this.videoConfig, this.audioConfig].filter((tag) => tag !== null),
      onClose: (closed) => this.#readers.delete(closed),
    });
    if (!options.fromNextKeyframe) for (const frame of this.#gop.frames) reader.offer(frame);
    this.#readers.add(reader);
    queueMicrotask(() => reader.wake());
    return reader;
  }

  #forward(tags: FlvTag[], damaged: boolean, tracks: Record<MediaKind, HubTrack | undefined>): void {
    // A picture may be missing between these tags: later ones must not be decoded against it.
    if (damaged && tracks.video) tracks.video.needsKeyframe = true;
    for (const tag of tags) {
      if (tag.kind === 'script') this.#keepMetadata(tag);
      else {
        const track = tracks[tag.kind];
        if (!track) continue;
        if (tag.sequenceHeader) this.#configure(tag, track);
        else if (tag.kind === 'audio') this.#sound(tag, track);
        else if (isPicture(tag)) this.#picture(tag, track);
      }
    }
    for (const reader of this.#readers) reader.wake();
  }

  #keepMetadata(tag: FlvTag): void {
    // AMF0: string marker, its length, its text.
    if (payloadOf(tag).toString('latin1', 3, 13) === 'onMetaData') this.#metadata = detached(tag);
  }

  /** Sets a header. Readers get a new one with the first frame that needs it; an identical one changes nothing. */
  #configure(tag: FlvTag, track: HubTrack): void {
    if (track.configure(detached(tag)) && track.rendition === 'full') this.#gop.clear();
  }

  #sound(tag: FlvTag, track: HubTrack): void {
    if (this.#early === null || track.rendition === 'reduced') {
      this.#fanOut(tag, track);
      return;
    }
    this.#early.push(detached(tag));
    const [first] = this.#early;
    if (first && spanMs(first, tag) > PICTURE_WAIT_MS) this.#releaseSound(() => true);
  }

  #picture(tag: FlvTag, track: HubTrack): void {
    if (tag.keyframe && track.config) track.needsKeyframe = false;
    if (track.needsKeyframe) {
      // A jump of its clock must be noticed all the same.
      this.#timeline.place(track.id, tag.timestampMs);
      return;
    }
    this.#fanOut(tag, track);
    if (this.#early && track.rendition === 'full') this.#releaseSound((sound) => spanMs(tag, sound) > -SOUND_FRAME_MS);
  }

  #releaseSound(fits: (sound: FlvTag) => boolean): void {
    const early = this.#early ?? [];
    this.#early = null;
    for (const sound of early.filter(fits)) this.#fanOut(sound, this.#tracks.audio);
  }

  #fanOut(tag: FlvTag, { id, kind, rendition, config }: HubTrack): void {
    const hubMs = this.#timeline.place(id, tag.timestampMs);
    // Sound outlives pictures in a full queue; as a view it would keep the pictures' memory with it.
    const { timestampMs, keyframe, sequenceHeader, bytes } = kind === 'audio' ? detached(tag) : tag;
    const frame: HubFrame = {
      kind,
      rendition,
      timestampMs,
      keyframe,
      sequenceHeader,
      bytes,
      hubMs,
      sequence: this.#frames++,
      config,
    };
    if (rendition === 'full') this.#gop.push(frame);
    for (const reader of this.#readers) reader.offer(frame);
  }

  #endSource({ tracks }: HubSource): void {
    for (const id of tracks) {
      const track = this.#tracks[id];
      track.source = null;
      track.needsKeyframe = true;
      this.#timeline.restart(id);
      if (id === 'video') this.#gop.clear();
    }
  }
}

/** Time from one to the other, across the wrap after 2^32 ms. */
function spanMs(from: FlvTag, to: FlvTag): number {
  return (to.timestampMs - from.timestampMs) | 0;
}

/** A copy that lives on its own, for small tags that outlive the chunk they came in. */
function detached(tag: FlvTag): FlvTag {
  return { ...tag, bytes: Buffer.from(tag.bytes) };
}
