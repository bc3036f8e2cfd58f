/** A pipeline that is fed the coded frames of a recording, track by track, no faster than it takes them. */
import {
  type FlvTag,
  isPicture as isCodedPicture,
  payloadOf,
  TAG_HEAD_BYTES,
  TAG_TRAILER_BYTES,
} from '../flv/flv-tag.ts';
import { gdpCaps, gdpFrame, gdpPreamble } from '../gdp/gdp-writer.ts';
import type { NativeElement } from '../gst/binding.ts';
import { Pipeline, type PipelineEnd } from '../gst/pipeline.ts';
import { pictureCaps, soundCaps } from './coded-caps.ts';

/** What may wait inside the pipeline of each track: some seconds of media. */
const QUEUED_BYTES = 4_000_000;
/** A track that pauses keeps the other waiting in the muxer: an hour of sound is 43 MB. */
const MOST_QUEUED_BYTES = 100_000_000;
const FULL_PAUSE_MS = 5;
/** FLV's own bytes before the frame: one and the packet type; for pictures, the composition time too. */
const PICTURE_HEAD = 5;
const SOUND_HEAD = 2;

export type Tracks = Record<'video' | 'audio', boolean>;

/** Bounded by bytes alone: with a limit in time, a hole in one track would keep the other waiting for ever. */
const QUEUE = 'queue max-size-buffers=0 max-size-time=0 max-size-bytes=60000000';

/** Where the text of a pipeline takes a track from. */
export const feedOf = (kind: keyof Tracks) =>
  `appsrc name=${kind} caps=application/x-gdp ! gdpdepay ! ${QUEUE} name=${kind}Queue`;

/** Of the coded frame in a tag. */
export function frameIn({ kind, bytes }: FlvTag): { offset: number; bytes: number } {
  const offset = TAG_HEAD_BYTES + (kind === 'video' ? PICTURE_HEAD : SOUND_HEAD);
  return { offset, bytes: bytes.length - offset - TAG_TRAILER_BYTES };
}

export class CodedFeed {
  readonly #pipeline: Pipeline;
  readonly #kinds: (keyof Tracks)[];
  readonly #configs: Partial<Record<keyof Tracks, Buffer>> = {};
  readonly #ended: Promise<PipelineEnd>;
  #end: PipelineEnd | null = null;

  constructor(text: string, set: [element: string, property: string, value: string][], tracks: Tracks) {
    let tellEnd: (end: PipelineEnd) => void;
    this.#ended = new Promise((resolve) => {
      tellEnd = resolve;
    });
    this.#kinds = (['video', 'audio'] as const).filter((kind) => tracks[kind]);
    this.#pipeline = new Pipeline({
      text,
      onPlaying: () => {},
      onLevels: () => {},
      onFile: () => {},
      onLost: () => {},
      onEnd: (end) => {
        this.#end = end;
        tellEnd(end);
      },
    });
    for (const [element, property, value] of set) this.#pipeline.set(element, property, value);
    this.#pipeline.play();
  }

  /**
   * What cannot be decoded is left out: a frame before its first configuration, a mark that is no frame.
   * @returns whether it is a frame and was taken
   */
  async push(tag: FlvTag & { kind: keyof Tracks }, timestampMs: number): Promise<boolean> {
    const payload = payloadOf(tag);
    if (tag.sequenceHeader) this.#configure(tag.kind, payload);
    const isPicture = tag.kind === 'video';
    if (tag.sequenceHeader || !this.#configs[tag.kind] || (isPicture && !isCodedPicture(tag))) return false;
    // Signed, of 24 bits.
    const compositionMs = isPicture ? payload.readIntBE(2, 3) : 0;
    const times = { ptsMs: Math.max(0, timestampMs + compositionMs), dtsMs: timestampMs };
    const frame = payload.subarray(isPicture ? PICTURE_HEAD : SOUND_HEAD);
    this.#give(tag.kind, gdpFrame(frame, { ...times, isDelta: isPicture && !tag.keyframe }));
    await this.#drained(QUEUED_BYTES);
    return true;
  }

  /** @param kept an `appsink` of the pipeline. @returns what still lies in it at the end, too */
  async finish(kept?: string): Promise<{ end: PipelineEnd; last: Buffer[] }> {
    // The end of the stream would overtake what still waits in `appsrc`.
    await this.#drained(0);
    this.#pipeline.endOfStream();
    const end = await this.#ended;
    const last = kept !== undefined && end.how === 'endOfStream' ? await restIn(this.#pipeline.element(kept)) : [];
    this.#pipeline.stop();
    return { end, last };
  }

  #configure(kind: keyof Tracks, payload: Buffer): void {
    const config = Buffer.from(payload.subarray(kind === 'video' ? PICTURE_HEAD : SOUND_HEAD));
    const known = this.#configs[kind];
    if (known?.equals(config)) return;
    this.#configs[kind] = config;
    const caps = kind === 'video' ? pictureCaps(config) : soundCaps(config);
    this.#give(kind, known ? gdpCaps(caps) : gdpPreamble(caps));
  }

  /** In front of the pipeline, and where it takes its time also inside: it holds each small frame with three times its bytes. */
  #waiting(kind: keyof Tracks, alsoInside: boolean): number {
    const places = alsoInside ? [kind, `${kind}Queue`] : [kind];
    return places.reduce((sum, place) => sum + Number(this.#pipeline.read(place, 'current-level-bytes')), 0);
  }

  #give(kind: keyof Tracks, bytes: Buffer): void {
    this.#pipeline.element(kind).push(bytes);
  }

  /**
   * Until so little waits of one of the tracks: the muxer may need more of this one to go on with the other.
   * @throws what stopped the pipeline, or that one track keeps the other waiting for too long.
   */
  async #drained(bytes: number): Promise<void> {
    for (;;) {
      if (this.#end?.how === 'failed') throw new Error(`${this.#end.element}: ${this.#end.message} ${this.#end.debug}`);
      if (this.#end) return;
      const levels = this.#kinds.map((kind) => this.#waiting(kind, bytes > 0));
      if (Math.max(...levels) > MOST_QUEUED_BYTES) throw new Error(`${levels.join(' and ')} bytes wait for each other`);
      if (bytes > 0 ? Math.min(...levels) <= bytes : Math.max(...levels) === 0) return;
      await new Promise((resume) => setTimeout(resume, FULL_PAUSE_MS));
    }
  }
}

async function restIn(sink: NativeElement): Promise<Buffer[]> {
  const rest: Buffer[] = [];
  for (;;) {
    const bytes = await new Promise<Buffer | null>((resolve) => sink.pull(resolve));
    if (bytes === null) return rest;
    rest.push(bytes);
  }
}
