/** One life of a capture worker: from its order to the end of its process, and why it ended. The owner decides on the next. */

import type { Clock } from '../../platform/clock.ts';
import { ANALYSIS_AUDIO_BYTES } from '../analysis/analysis-audio.ts';
import { Chunker } from '../analysis/chunker.ts';
import type { FrameCounts } from '../analysis/frame-rate.ts';
import { THUMBNAIL_BYTES } from '../analysis/thumbnail.ts';
import type { AudioLevels } from '../gst/pipeline.ts';
import type { HubSource } from '../hub/tag-hub.ts';
import { JpegParts } from '../preview/jpeg-parts.ts';
import type { AudioSource } from '../source/audio-source.ts';
import type { VideoSource } from '../source/video-source.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import type { WorkerEvent } from '../worker/worker-protocol.ts';
import { type CaptureEnd, captureEnd } from './capture-end.ts';
import {
  type CaptureOrder,
  capturePipeline,
  DELIVERED,
  gainFactor,
  LEVEL_INTERVAL_NS,
  lateNs,
  type TrackKind,
} from './capture-pipeline.ts';
import { bitrateSetting, type EncoderOptions } from './encoder.ts';
import { dueRate } from './picture-rate.ts';
import { CAPTURE_PIPES } from './pipeline-parts.ts';
import type { ReducedWish } from './reduced-picture.ts';
import { ReducedRendition } from './reduced-rendition.ts';
import type { Slate } from './slate.ts';
import { loopElements } from './source-text.ts';
import { Track } from './track.ts';

/**
 * Opening a slow camera takes 2 s, decoding the head of a replay file on an A53 core about as long: 8 s without a
 * frame is a device that does not deliver.
 */
const FIRST_FRAME_MS = 8000;
/**
 * Where no device has to be opened only the processor is late; another process in the place of this one would make it later
 * still. As long as the watchdog of the service waits.
 */
const FIRST_OWN_FRAME_MS = 30_000;
/** The slowest camera allowed gives 5 pictures a second, sound comes 47 times a second. */
const STALL_MS = 3000;
const WATCH_EVERY_MS = 1000;
const COUNT_EVERY_MS = 1000;
/** A device that gives so many buffers while nothing coded comes out is not what is broken. */
const BUFFERS_TO_ENCODE = 10;
/** What is inside the pipeline is 0.1 s of media; ten times that on a loaded board. */
const FINISH_MS = 1000;
/** Of the time that a GOP takes: clocks and rounding are no reason to ask. */
const LATE_KEYFRAME = 1.02;

export interface CaptureAttemptOptions {
  clock: Clock;
  worker: WorkerLink;
  order: CaptureOrder;
  slate: Slate | null;
  /** What of the reduced rendition is to be there from the first. */
  reduced: ReducedWish;
  openSource(kind: TrackKind): HubSource;
  openReducedSource(kind: TrackKind): HubSource;
  /** The first sign of life of a track: a frame, a reading, a picture. */
  onDelivering(kind: TrackKind): void;
  onLevels(levels: AudioLevels): void;
  onPreview(jpeg: Buffer): void;
  /** Of a camera or a microphone, or a file in their place, while no slate hides it: THUMBNAIL, ANALYSIS_AUDIO. */
  onThumbnail?(picture: Buffer): void;
  onAnalysisAudio?(piece: Buffer): void;
  /** Once a second, where there is a picture. */
  onFrames(counts: FrameCounts): void;
}

export class CaptureAttempt {
  readonly ended: Promise<CaptureEnd>;
  readonly #options: CaptureAttemptOptions;
  readonly #worker: WorkerLink;
  readonly #tracks: Track[];
  readonly #reduced: ReducedRendition | null;
  readonly #delivering = new Set<TrackKind>();
  #reducedWish: ReducedWish;
  #slate: Slate | null;
  #stopping = false;
  /** Set when the watch gave up on a worker that said nothing wrong. */
  #verdict: CaptureEnd | null = null;
  /** What the device has given. */
  #delivered = 0;
  #lostMs = 0;
  /** How long the GOP was when the next was asked for; 0 when none is awaited. */
  #keyframeAskedMs = 0;
  /** When the worker last said anything that it says each second; null before it has begun to. */
  #heardMs: number | null = null;
  #cancelWatch: () => void = () => {};

  constructor(options: CaptureAttemptOptions) {
    this.#options = options;
    this.#worker = options.worker;
    const { order, slate } = options;
    this.#slate = slate;
    this.#tracks = order.tracks.map((kind) => new Track(kind, lateNs(kind, order)));
    this.#reducedWish = options.reduced;
    this.#reduced = order.reduced
      ? new ReducedRendition({
          worker: this.#worker,
          encoder: order.reduced,
          tracks: order.tracks,
          lateNs: (kind) => lateNs(kind, order),
          keyframeSeconds: order.keyframeSeconds,
          openSource: options.openReducedSource,
          onBroken: ({ message }) => this.#giveUp({ why: 'crashed', tech: message }),
        })
      : null;
    this.#worker.onEvent((event) => this.#handle(event));
    for (const track of this.#tracks) {
      this.#worker.pipe(CAPTURE_PIPES[track.kind]).on('data', (chunk: Buffer) => this.#take(track, chunk));
    }
    const pictures = new JpegParts();
    this.#worker.pipe(CAPTURE_PIPES.preview).on('data', (chunk: Buffer) => {
      for (const jpeg of pictures.push(chunk)) {
        this.#deliver('video');
        options.onPreview(jpeg);
      }
    });
    this.#takeChunks(CAPTURE_PIPES.thumbnails, THUMBNAIL_BYTES, (picture) => {
      if (isSeen(order.video) && this.#slate === null) options.onThumbnail?.(picture);
    });
    this.#takeChunks(CAPTURE_PIPES.analysisAudio, ANALYSIS_AUDIO_BYTES, (piece) => {
      if (isHeard(order.audio) && !this.#slate?.muted) options.onAnalysisAudio?.(piece);
    });
    this.ended = this.#worker.ended.then((end) => {
      this.#cancelWatch();
      for (const track of this.#tracks) track.close();
      this.#reduced?.close();
      if (this.#stopping) return { why: 'stopped' };
      return this.#verdict ?? captureEnd(end, this.#delivered);
    });
    this.#worker.run({
      text: capturePipeline(order),
      // With the pipeline and not after it: the first sound of a session that is off the record is silence.
      set: [
        ...(slate && this.#has('video') ? slateSettings(slate) : []),
        ...(slate?.muted && this.#has('audio') ? [{ element: 'gain', property: 'mute', value: true }] : []),
      ],
      loop: loopElements(order),
      report: { element: DELIVERED[this.#counted], property: 'stats', everyMs: COUNT_EVERY_MS },
    });
    if (order.encode) this.#beginEncoding();
  }

  get pid(): number | undefined {
    return this.#worker.pid;
  }

  isDelivering(kind: TrackKind): boolean {
    return this.#delivering.has(kind);
  }

  /** Opens the encoders of an attempt that only previewed so far. */
  ensureEncoding(): void {
    if (this.#isEncoding) return;
    if (this.#has('audio')) this.#worker.set('encodeAudio', 'drop', false);
    if (this.#has('video')) this.#worker.set('encodeVideo', 'drop', false);
    this.#beginEncoding();
  }

  setPreview(on: boolean): void {
    if (this.#has('video')) this.#worker.set('preview', 'drop', !on);
  }

  /** Ten readings a second instead of one. */
  setMeter(on: boolean): void {
    if (this.#has('audio'))
      this.#worker.set('level', 'interval', on ? LEVEL_INTERVAL_NS.watched : LEVEL_INTERVAL_NS.unwatched);
  }

  /** Lays a slate over the picture and mutes the sound, or takes both away. */
  setSlate(slate: Slate | null): void {
    this.#slate = slate;
    this.#mute(slate?.muted ?? false);
    if (!this.#has('video')) return;
    for (const { element, property, value } of slateSettings(slate)) this.#worker.set(element, property, value);
    // Whoever begins to read or to record now has nothing of what was before.
    this.requestKeyframe();
  }

  setGainDb(gainDb: number): void {
    if (this.#has('audio')) this.#worker.set('gain', 'volume', gainFactor(gainDb));
  }

  setBitrateKbps(bitrateKbps: number): void {
    if (!this.#has('video')) return;
    const encoder: EncoderOptions = { ...this.#options.order.encoder, bitrateKbps };
    const { property, value } = bitrateSetting(encoder);
    this.#worker.set('encoder', property, value);
  }

  requestKeyframe(): void {
    if (this.#has('video')) this.#worker.requestKeyframe('coded');
  }

  setReduced(wish: ReducedWish): void {
    this.#reducedWish = wish;
    if (this.#isEncoding) this.#reduced?.apply(wish);
  }

  requestReducedKeyframe(): void {
    this.#reduced?.requestKeyframe();
  }

  /** The last frames inside are still delivered. Resolves when the process is gone. Safe twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelWatch();
    await this.#worker.finish(FINISH_MS);
  }

  get #isEncoding(): boolean {
    return this.#tracks.some(({ isOpen }) => isOpen);
  }

  #has(kind: TrackKind): boolean {
    return this.#options.order.tracks.includes(kind);
  }

  /** The track whose device is counted: of both the camera, since a file that serves both stalls as one. */
  get #counted(): TrackKind {
    return this.#has('video') ? 'video' : 'audio';
  }

  #mute(on: boolean): void {
    if (this.#has('audio')) this.#worker.set('gain', 'mute', on);
  }

  #handle(event: WorkerEvent): void {
    switch (event.type) {
      case 'playing':
        for (const track of this.#tracks) track.beginsAt(event.baseNs);
        this.#reduced?.beginsAt(event.baseNs);
        return;
      case 'levels':
        this.#deliver('audio');
        this.#options.onLevels(event);
        return;
      case 'lost':
        this.#lostMs += event.lostMs;
        return;
      case 'report':
        this.#heardMs = this.#options.clock.monotonicMs();
        this.#count(event.value);
        return;
      default:
    }
  }

  #takeChunks(fd: number, bytes: number, take: (piece: Buffer) => void): void {
    const pieces = new Chunker(bytes);
    this.#worker.pipe(fd).on('data', (chunk: Buffer) => pieces.push(chunk).forEach(take));
  }

  #take(track: Track, chunk: Buffer): void {
    try {
      track.push(chunk);
      if (track.frames > 0) this.#deliver(track.kind);
      if (track.kind === 'video') this.#keepGop(track);
    } catch (error) {
      this.#giveUp({ why: 'crashed', tech: (error as Error).message });
    }
  }

  /** A camera that gives fewer pictures than it promised would have its keyframes, and with them segments, come late. */
  #keepGop({ gopMs }: Track): void {
    const { gopFrames } = this.#options.order.encoder;
    const { video, picture } = this.#options.order;
    const dueMs = (gopFrames * 1000 * LATE_KEYFRAME) / dueRate(video, picture.framesPerSecond);
    // It came.
    if (gopMs < this.#keyframeAskedMs) this.#keyframeAskedMs = 0;
    if (gopMs < this.#keyframeAskedMs + dueMs) return;
    this.#keyframeAskedMs = gopMs;
    this.requestKeyframe();
  }

  #deliver(kind: TrackKind): void {
    if (this.#delivering.has(kind)) return;
    this.#delivering.add(kind);
    this.#options.onDelivering(kind);
  }

  /** `stats` of an `identity`. */
  #count(stats: string): void {
    this.#delivered = Number(/num-buffers=\(guint64\)(\d+)/.exec(stats)?.[1] ?? this.#delivered);
    if (this.#delivered > 0) this.#deliver(this.#counted);
    const pictures = this.#tracks.find(({ kind }) => kind === 'video');
    if (!pictures) return;
    const { video } = this.#options.order;
    const framesPerSecond = video.kind === 'camera' ? video.framesPerSecond : 0;
    this.#options.onFrames({
      delivered: this.#delivered,
      lost: (this.#lostMs * framesPerSecond) / 1000,
      coded: pictures.isOpen ? pictures.frames : null,
    });
  }

  #beginEncoding(): void {
    const { clock, openSource } = this.#options;
    for (const track of this.#tracks) {
      const firstFrameMs = this.#isOwn(track) ? FIRST_OWN_FRAME_MS : FIRST_FRAME_MS;
      // Just late enough for the stall watch to bite at the first-frame deadline.
      track.open(openSource(track.kind), clock.monotonicMs() + firstFrameMs - STALL_MS);
    }
    this.#reduced?.apply(this.#reducedWish);
    this.#watch();
  }

  #watch(): void {
    this.#cancelWatch = this.#options.clock.after(WATCH_EVERY_MS, () => {
      const nowMs = this.#options.clock.monotonicMs();
      for (const track of this.#tracks) track.look(this.#delivered, nowMs);
      const stalled = this.#tracks.find((track) => track.isStalled(STALL_MS, nowMs));
      if (this.#heardMs !== null && nowMs - this.#heardMs > STALL_MS)
        this.#giveUp({ why: 'crashed', tech: 'the worker says nothing any more' });
      else if (stalled) this.#giveUp(this.#blame(stalled));
      else this.#watch();
    });
  }

  /** Slate, silence and test come from the pipeline itself. */
  #isOwn({ kind }: Track): boolean {
    const source = this.#options.order[kind];
    return source.kind !== 'camera' && source.kind !== 'alsa' && source.kind !== 'replay';
  }

  #blame(track: Track): CaptureEnd {
    const tech = track.frames === 0 ? 'no frame came' : `frames stopped coming after ${track.frames}`;
    const isFed = track.kind === this.#counted && track.uncoded(this.#delivered) >= BUFFERS_TO_ENCODE;
    if (isFed) return { why: track.kind === 'audio' ? 'crashed' : 'encoderFailed', tech };
    if (this.#isOwn(track)) return { why: 'crashed', tech };
    return { why: track.kind === 'audio' ? 'microphoneFailed' : 'cameraFailed', tech };
  }

  #giveUp(verdict: CaptureEnd): void {
    this.#verdict ??= verdict;
    this.#worker.kill();
  }
}

/** Patterns, tones, slates and silence are nothing to judge. */
const isSeen = ({ kind }: VideoSource) => kind === 'camera' || kind === 'replay';
const isHeard = ({ kind }: AudioSource) => kind === 'alsa' || kind === 'replay';

function slateSettings(slate: Slate | null): { element: string; property: string; value: string | number }[] {
  if (slate === null) return [{ element: 'slate', property: 'alpha', value: 0 }];
  return [
    { element: 'slate', property: 'location', value: slate.file },
    { element: 'slate', property: 'alpha', value: 1 },
  ];
}
