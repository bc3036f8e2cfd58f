/** The reduced rendition of one capture attempt: opened and shut on demand, changed while it runs. */
import type { FlvTag, MediaKind } from '../../flv/flv-tag.ts';
import type { HubSource, TrackId } from '../../hub/tag-hub.ts';
import { TrackParser } from '../../hub/track-parser.ts';
import type { WorkerLink } from '../../worker/worker-link.ts';
import { KeptRate } from './kept-rate.ts';
import { CAPTURE_PIPES } from './pipeline-parts.ts';
import {
  type ReducedEncoder,
  type ReducedPicture,
  type RenditionRequest,
  reducedPictureSettings,
} from './reduced-picture.ts';

/** AAC overlaps its frames: the first after a pause is decoded with much older sound. */
const SOUND_TO_SKIP = 2;

const REDUCED = { video: 'reducedVideo', audio: 'reducedAudio' } as const satisfies Record<MediaKind, TrackId>;

interface ReducedTrack {
  parser: TrackParser;
  source: HubSource | null;
  /** Comes once in the life of an encoder, wanted or not. */
  config: FlvTag | null;
  toSkip: number;
}

export interface ReducedRenditionOptions {
  worker: WorkerLink;
  encoder: ReducedEncoder;
  tracks: readonly MediaKind[];
  /** Parts of it that are there from the first. */
  first: RenditionRequest;
  /** See `TrackParser`. */
  lateNs(kind: MediaKind): number;
  keyframeSeconds: number;
  openSource(track: TrackId): HubSource;
  /** The output is no coded stream. */
  onBroken(error: Error): void;
}

export class ReducedRendition {
  readonly #options: ReducedRenditionOptions;
  readonly #tracks = new Map<MediaKind, ReducedTrack>();
  /** Picture that is being coded. */
  #picture: ReducedPicture | null = null;
  #rate: KeptRate | null = null;
  #keyframeTimeMs = 0;
  #isKeyframeAsked = false;
  #request: RenditionRequest;
  #hasBegun = false;

  constructor(options: ReducedRenditionOptions) {
    this.#options = options;
    const { worker, tracks, lateNs } = options;
    this.#request = options.first;
    for (const kind of tracks) {
      const track = { parser: new TrackParser(kind, { lateNs: lateNs(kind) }), source: null, config: null, toSkip: 0 };
      this.#tracks.set(kind, track);
      worker.pipe(CAPTURE_PIPES[REDUCED[kind]]).on('data', (chunk: Buffer) => this.#take(kind, track, chunk));
    }
  }

  beginsAt(baseNs: number): void {
    for (const { parser } of this.#tracks.values()) parser.beginsAt(baseNs);
  }

  /** Codes it on demand from now on. */
  begin(): void {
    this.#hasBegun = true;
    this.apply(this.#request);
  }

  apply(request: RenditionRequest): void {
    this.#request = request;
    if (!this.#hasBegun) return;
    const { picture, sound } = request;
    if (picture && this.#rate) this.#rate.ask(picture);
    else if (picture) this.#rate = new KeptRate(picture);
    this.#shape(picture && (this.#rate?.picture ?? picture));
    this.#open('video', 'reducePicture', picture !== null);
    this.#open('audio', 'reduceSound', sound);
  }

  requestKeyframe(): void {
    if (!this.#tracks.get('video')?.source) return;
    this.#isKeyframeAsked = true;
    this.#options.worker.requestKeyframe('reducedCoded');
  }

  close(): void {
    for (const { source } of this.#tracks.values()) source?.close();
  }

  #shape(picture: ReducedPicture | null): void {
    const { worker, encoder } = this.#options;
    if (!picture || !this.#tracks.has('video')) return;
    const before = this.#picture ? reducedPictureSettings(this.#picture, encoder) : [];
    for (const { element, property, value } of reducedPictureSettings(picture, encoder)) {
      const isSet = before.some((one) => one.element === element && one.property === property && one.value === value);
      if (!isSet) worker.set(element, property, value);
    }
    this.#picture = picture;
  }

  #open(kind: MediaKind, valve: string, on: boolean): void {
    const track = this.#tracks.get(kind);
    if (!track || on === (track.source !== null)) return;
    const { worker, openSource } = this.#options;
    worker.set(valve, 'drop', !on);
    track.source?.close();
    track.source = on ? openSource(REDUCED[kind]) : null;
    if (!on) return;
    track.toSkip = kind === 'audio' ? SOUND_TO_SKIP : 0;
    if (track.config) track.source?.push([track.config]);
    if (kind === 'video') this.requestKeyframe();
  }

  #take(kind: MediaKind, track: ReducedTrack, chunk: Buffer): void {
    try {
      const tags = track.parser.push(chunk).filter((tag) => {
        if (tag.sequenceHeader) track.config = tag;
        return tag.sequenceHeader || track.toSkip-- <= 0;
      });
      if (!track.source) return;
      track.source.push(tags);
      if (kind !== 'video') return;
      for (const tag of tags) {
        this.#keepGop(tag);
        this.#keepRate(tag);
      }
    } catch (error) {
      this.#options.onBroken(error as Error);
    }
  }

  #keepRate({ sequenceHeader, bytes, timestampMs }: FlvTag): void {
    if (sequenceHeader || !this.#rate?.coded(bytes.length, timestampMs)) return;
    this.#shape(this.#rate.picture);
  }

  /**
   * Asks for keyframes by the clock and not by the count: the rate changes, and viewers' players stall when keyframes
   * come late.
   */
  #keepGop({ sequenceHeader, keyframe, timestampMs }: FlvTag): void {
    if (sequenceHeader) return;
    if (keyframe) {
      this.#keyframeTimeMs = timestampMs;
      this.#isKeyframeAsked = false;
    }
    const { keyframeSeconds } = this.#options;
    const pictureMs = 1000 / (this.#picture?.framesPerSecond ?? 1);
    // The next picture is the one that is nearest to the time.
    const nextIsDue = timestampMs - this.#keyframeTimeMs + 1.5 * pictureMs >= keyframeSeconds * 1000;
    if (nextIsDue && !this.#isKeyframeAsked) this.requestKeyframe();
  }
}
