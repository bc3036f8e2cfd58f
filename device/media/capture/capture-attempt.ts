/**
 * One life of a capture worker, from its start to the end of its process, with the reason of the end. The owner decides
 * on the next.
 */
import type { Clock } from '../../platform/clock.ts';
import { ANALYSIS_AUDIO_BYTES } from '../analysis/analysis-audio.ts';
import { Chunker } from '../analysis/chunker.ts';
import type { FrameCounts } from '../analysis/frame-rate.ts';
import { THUMBNAIL_BYTES } from '../analysis/thumbnail.ts';
import type { MediaKind } from '../flv/flv-tag.ts';
import type { AudioLevels } from '../gst/pipeline.ts';
import type { HubSource, TrackId } from '../hub/tag-hub.ts';
import { JpegParts } from '../preview/jpeg-parts.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import type { WorkerEvent } from '../worker/worker-protocol.ts';
import { type CaptureEnd, captureEnd } from './capture-end.ts';
import { type CaptureSpec, capturePipeline } from './capture-pipeline.ts';
import { Delivery } from './input/delivery.ts';
import { DELIVERED, loopElements } from './input/input-pipeline.ts';
import { dueRate } from './input/picture-rate.ts';
import { CAPTURE_PIPES } from './programme/pipeline-parts.ts';
import { Programme } from './programme/programme.ts';
import { lateNs } from './programme/programme-pipeline.ts';
import type { RenditionRequest } from './programme/reduced-picture.ts';
import type { Slate } from './programme/slate.ts';
import { Track } from './programme/track.ts';

/**
 * Deadline of a device's first frame. Opening a slow camera takes 2 s, decoding the head of a replay file on an A53
 * core about as long: 8 s without a frame is a device that does not deliver.
 */
const FIRST_FRAME_MS = 8000;
/**
 * Deadline without a device to open: only the processor is late, and another process would make it later still. The
 * service's watchdog waits as long.
 */
const FIRST_OWN_FRAME_MS = 30_000;
/** The slowest camera allowed gives 5 pictures a second, sound comes 47 times a second. */
const STALL_MS = 3000;
const WATCH_EVERY_MS = 1000;
const COUNT_EVERY_MS = 1000;
/** Buffers without any coded output after which the device is not at fault. */
const BUFFERS_TO_ENCODE = 10;
/** Time to finish: the pipeline holds 0.1 s of media, and a loaded board takes ten times that. */
const FINISH_MS = 1000;

export interface CaptureAttemptOptions {
  clock: Clock;
  worker: WorkerLink;
  spec: CaptureSpec;
  slate: Slate | null;
  /** Parts of the reduced rendition that are there from the first. */
  reduced: RenditionRequest;
  openSource(track: TrackId): HubSource;
  /** The first sign of life of a track: a frame, a reading, a picture. */
  onDelivering(kind: MediaKind): void;
  onLevels(levels: AudioLevels): void;
  onPreview(jpeg: Buffer): void;
  /** Thumbnail of a camera, or a file in its place, while no slate hides it. */
  onThumbnail?(picture: Buffer): void;
  onAnalysisAudio?(piece: Buffer): void;
  /** Once a second, where there is a picture. */
  onFrames(counts: FrameCounts): void;
}

export class CaptureAttempt {
  readonly ended: Promise<CaptureEnd>;
  readonly programme: Programme;
  readonly #options: CaptureAttemptOptions;
  readonly #worker: WorkerLink;
  readonly #tracks: Track[];
  readonly #delivery: Delivery;
  readonly #delivering = new Set<MediaKind>();
  #stopping = false;
  /** Reason of the watch for ending a worker that reported no fault. */
  #verdict: CaptureEnd | null = null;
  /** Time of the worker's last message of each second; null before the first. */
  #heardMs: number | null = null;
  #cancelWatch: () => void = () => {};

  constructor(options: CaptureAttemptOptions) {
    this.#options = options;
    this.#worker = options.worker;
    const { spec, slate, reduced, openSource } = options;
    this.#tracks = spec.tracks.map((kind) => new Track(kind, lateNs(kind, spec)));
    this.#delivery = new Delivery(spec, spec.tracks);
    this.programme = new Programme({
      worker: this.#worker,
      spec,
      tracks: spec.tracks,
      slate,
      reduced,
      openSource,
      onBroken: ({ message }) => this.#giveUp({ why: 'crashed', tech: message }),
    });
    this.#listen();
    this.ended = this.#worker.ended.then((end) => {
      this.#cancelWatch();
      for (const track of this.#tracks) track.close();
      this.programme.close();
      if (this.#stopping) return { why: 'stopped' };
      return this.#verdict ?? captureEnd(end, this.#delivery.buffers);
    });
    this.#worker.run({
      text: capturePipeline(spec),
      set: this.programme.firstSettings,
      loop: loopElements(spec),
      report: { element: DELIVERED[this.#delivery.counted], property: 'stats', everyMs: COUNT_EVERY_MS },
    });
    if (spec.encode) this.ensureEncoding();
  }

  get pid(): number | undefined {
    return this.#worker.pid;
  }

  isDelivering(kind: MediaKind): boolean {
    return this.#delivering.has(kind);
  }

  /** Codes a picture that was only previewed so far. */
  ensureEncoding(): void {
    if (this.#tracks.some(({ isOpen }) => isOpen)) return;
    const { clock, openSource } = this.#options;
    for (const track of this.#tracks) {
      const firstFrameMs = this.#delivery.isOwn(track.kind) ? FIRST_OWN_FRAME_MS : FIRST_FRAME_MS;
      // Just late enough for the stall watch to bite at the first-frame deadline.
      track.open(openSource(track.kind), clock.monotonicMs() + firstFrameMs - STALL_MS);
    }
    this.programme.beginEncoding();
    this.#watch();
  }

  /** Stops after delivering the last frames inside. Resolves when the process is gone. Safe twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelWatch();
    await this.#worker.finish(FINISH_MS);
  }

  #listen(): void {
    const { onPreview, onThumbnail, onAnalysisAudio } = this.#options;
    this.#worker.onEvent((event) => this.#handle(event));
    for (const track of this.#tracks)
      this.#worker.pipe(CAPTURE_PIPES[track.kind]).on('data', (chunk: Buffer) => this.#take(track, chunk));
    const pictures = new JpegParts();
    this.#worker.pipe(CAPTURE_PIPES.preview).on('data', (chunk: Buffer) => {
      for (const jpeg of pictures.push(chunk)) {
        this.#deliver('video');
        onPreview(jpeg);
      }
    });
    this.#takeChunks(CAPTURE_PIPES.thumbnails, THUMBNAIL_BYTES, (picture) => {
      if (this.#delivery.isAnalysed('video') && this.programme.slate === null) onThumbnail?.(picture);
    });
    this.#takeChunks(CAPTURE_PIPES.analysisAudio, ANALYSIS_AUDIO_BYTES, (piece) => {
      if (this.#delivery.isAnalysed('audio') && !this.programme.slate?.muted) onAnalysisAudio?.(piece);
    });
  }

  #handle(event: WorkerEvent): void {
    switch (event.type) {
      case 'playing':
        for (const track of this.#tracks) track.beginsAt(event.baseNs);
        this.programme.beginsAt(event.baseNs);
        return;
      case 'levels':
        this.#deliver('audio');
        this.#options.onLevels(event);
        return;
      case 'lost':
        this.#delivery.lost(event.lostMs);
        return;
      case 'report':
        this.#heardMs = this.#options.clock.monotonicMs();
        this.#count(event.value);
        return;
      default:
    }
  }

  #takeChunks(fd: number, bytes: number, take: (piece: Buffer) => void): void {
    const chunker = new Chunker(bytes);
    this.#worker.pipe(fd).on('data', (chunk: Buffer) => chunker.push(chunk).forEach(take));
  }

  #take(track: Track, chunk: Buffer): void {
    const { video, picture } = this.#options.spec;
    try {
      track.push(chunk);
      if (track.frames > 0) this.#deliver(track.kind);
      if (track.kind === 'video')
        this.programme.enforceKeyframeInterval(track.gopMs, dueRate(video, picture.framesPerSecond));
    } catch (error) {
      this.#giveUp({ why: 'crashed', tech: (error as Error).message });
    }
  }

  #deliver(kind: MediaKind): void {
    if (this.#delivering.has(kind)) return;
    this.#delivering.add(kind);
    this.#options.onDelivering(kind);
  }

  #count(stats: string): void {
    this.#delivery.report(stats);
    if (this.#delivery.buffers > 0) this.#deliver(this.#delivery.counted);
    const pictures = this.#tracks.find(({ kind }) => kind === 'video');
    if (pictures) this.#options.onFrames(this.#delivery.frameCounts(pictures.isOpen ? pictures.frames : null));
  }

  #watch(): void {
    this.#cancelWatch = this.#options.clock.after(WATCH_EVERY_MS, () => {
      const nowMs = this.#options.clock.monotonicMs();
      for (const track of this.#tracks) track.update(this.#delivery.buffers, nowMs);
      const stalled = this.#tracks.find((track) => track.isStalled(STALL_MS, nowMs));
      if (this.#heardMs !== null && nowMs - this.#heardMs > STALL_MS)
        this.#giveUp({ why: 'crashed', tech: 'the worker says nothing any more' });
      else if (stalled) this.#giveUp(this.#blame(stalled));
      else this.#watch();
    });
  }

  #blame(track: Track): CaptureEnd {
    const { kind } = track;
    const tech = track.frames === 0 ? 'no frame came' : `frames stopped coming after ${track.frames}`;
    const isFed = kind === this.#delivery.counted && track.uncoded(this.#delivery.buffers) >= BUFFERS_TO_ENCODE;
    if (isFed) return { why: kind === 'audio' ? 'crashed' : 'encoderFailed', tech };
    if (this.#delivery.isOwn(kind)) return { why: 'crashed', tech };
    return { why: kind === 'audio' ? 'microphoneFailed' : 'cameraFailed', tech };
  }

  #giveUp(verdict: CaptureEnd): void {
    this.#verdict ??= verdict;
    this.#worker.kill();
  }
}
