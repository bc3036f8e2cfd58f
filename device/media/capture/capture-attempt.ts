/** One life of the capture worker: from its order to the end of its process, and why it ended. The owner decides on the next. */

import type { FrameCounts } from '../../health/frame-rate.ts';
import type { Clock } from '../../platform/clock.ts';
import type { WorkerEnd, WorkerLink } from '../gst/worker-link.ts';
import type { HubSource } from '../hub/tag-hub.ts';
import { JpegParts } from '../preview/jpeg-parts.ts';
import { type CaptureOrder, capturePipeline, DELIVERED, gainFactor, LEVEL_INTERVAL_NS } from './capture-pipeline.ts';
import { bitrateSetting, type EncoderOptions } from './encoder.ts';
import type { Slate } from './slate.ts';
import { loopElements } from './source-text.ts';

/**
 * Opening a slow camera takes 2 s, decoding the head of a replay file on an A53 core about as long: 8 s without a
 * frame is a device that does not deliver.
 */
const FIRST_FRAME_MS = 8000;
/** The slowest camera allowed gives 5 pictures a second, sound comes 47 times a second. */
const STALL_MS = 3000;
const WATCH_EVERY_MS = 1000;
const COUNT_EVERY_MS = 1000;
/** A camera that gives so many while no coded picture comes is not what is broken. */
const PICTURES_TO_ENCODE = 10;
/** What is inside the pipeline is 0.1 s of media; ten times that on a loaded board. */
const FINISH_MS = 1000;

export type CaptureEnd =
  | { why: 'stopped' }
  /** `refused`: it is there and would not start in this mode. */
  | { why: 'cameraFailed'; tech: string; refused?: boolean }
  | { why: 'microphoneFailed' | 'encoderFailed' | 'crashed'; tech: string };

export interface CaptureAttemptOptions {
  clock: Clock;
  worker: WorkerLink;
  order: CaptureOrder;
  slate: Slate | null;
  openSource(): HubSource;
  onLevels(levels: { rmsDb: number; peakDb: number }): void;
  onPreview(jpeg: Buffer): void;
  /** Once a second, where there is a picture. */
  onFrames(counts: FrameCounts): void;
}

export class CaptureAttempt {
  readonly ended: Promise<CaptureEnd>;
  #options: CaptureAttemptOptions;
  #worker: WorkerLink;
  #source: HubSource | null = null;
  #stopping = false;
  #encoding = false;
  /** Set when the watch gave up on a worker that said nothing wrong. */
  #verdict: CaptureEnd | null = null;
  #delivered = 0;
  #lostMs = 0;
  /** What was delivered when the newest coded picture came. */
  #deliveredAtLastVideo = 0;
  #lastVideo = 0;
  #lastVideoMs = 0;
  #lastAudio = 0;
  #lastAudioMs = 0;
  #cancelWatch: () => void = () => {};

  constructor(options: CaptureAttemptOptions) {
    this.#options = options;
    this.#worker = options.worker;
    const { order, slate } = options;
    this.#worker.onNews((news) => {
      if (news.type === 'levels') options.onLevels(news);
      else if (news.type === 'lost') this.#lostMs += news.lostMs;
      else if (news.type === 'report') this.#count(news.value);
    });
    this.#worker.media.on('data', (chunk: Buffer) => this.#source?.push(chunk));
    const pictures = new JpegParts();
    this.#worker.preview.on('data', (chunk: Buffer) => {
      for (const jpeg of pictures.push(chunk)) options.onPreview(jpeg);
    });
    this.ended = this.#worker.ended.then((end) => this.#close(end));
    this.#worker.order({
      type: 'runPipeline',
      order: {
        text: capturePipeline(order),
        set: slate && order.video.kind !== 'none' ? slateSettings(slate) : [],
        loop: loopElements(order),
        report: order.video.kind === 'none' ? null : { element: DELIVERED, property: 'stats', everyMs: COUNT_EVERY_MS },
      },
    });
    if (slate?.muted) this.#mute(true);
    if (order.encode) this.#beginEncoding();
  }

  get pid(): number | undefined {
    return this.#worker.pid;
  }

  /** Opens the encoders of an attempt that only previewed so far. */
  ensureEncoding(): void {
    if (this.#encoding) return;
    this.#worker.set('encodeAudio', 'drop', false);
    if (this.#options.order.video.kind !== 'none') this.#worker.set('encodeVideo', 'drop', false);
    this.#beginEncoding();
  }

  setPreview(on: boolean): void {
    if (this.#options.order.video.kind !== 'none') this.#worker.set('preview', 'drop', !on);
  }

  /** Ten readings a second instead of one. */
  setMeter(on: boolean): void {
    this.#worker.set('level', 'interval', on ? LEVEL_INTERVAL_NS.watched : LEVEL_INTERVAL_NS.unwatched);
  }

  /** Lays a slate over the picture and mutes the sound, or takes both away. */
  setSlate(slate: Slate | null): void {
    this.#mute(slate?.muted ?? false);
    if (this.#options.order.video.kind === 'none') return;
    for (const { element, property, value } of slateSettings(slate)) this.#worker.set(element, property, value);
  }

  setGainDb(gainDb: number): void {
    this.#worker.set('gain', 'volume', gainFactor(gainDb));
  }

  setBitrateKbps(bitrateKbps: number): void {
    const encoder: EncoderOptions = { ...this.#options.order.encoder, bitrateKbps };
    const { property, value } = bitrateSetting(encoder);
    this.#worker.set('encoder', property, value);
  }

  requestKeyframe(): void {
    this.#worker.order({ type: 'requestKeyframe', element: 'coded' });
  }

  /** The last frames inside are still delivered. Resolves when the process is gone. Safe twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#cancelWatch();
    await this.#worker.finish(FINISH_MS);
  }

  #mute(on: boolean): void {
    this.#worker.set('gain', 'mute', on);
  }

  #beginEncoding(): void {
    this.#encoding = true;
    this.#source = this.#options.openSource();
    const now = this.#options.clock.monotonicMs();
    // As if a frame had come just late enough for the stall watch to bite at the first-frame deadline.
    this.#lastVideoMs = now + FIRST_FRAME_MS - STALL_MS;
    this.#lastAudioMs = this.#lastVideoMs;
    this.#watch();
  }

  #watch(): void {
    this.#cancelWatch = this.#options.clock.after(WATCH_EVERY_MS, () => {
      const now = this.#options.clock.monotonicMs();
      const { videoFrames, audioFrames } = this.#source ?? { videoFrames: 0, audioFrames: 0 };
      if (videoFrames > this.#lastVideo) {
        this.#lastVideoMs = now;
        this.#deliveredAtLastVideo = this.#delivered;
      }
      if (audioFrames > this.#lastAudio) this.#lastAudioMs = now;
      this.#lastVideo = videoFrames;
      this.#lastAudio = audioFrames;
      const hasVideo = this.#options.order.video.kind !== 'none';
      const isSilentFor = (ms: number) => now - this.#lastAudioMs > ms;
      const isBlankFor = (ms: number) => hasVideo && now - this.#lastVideoMs > ms;
      const [isMute, isBlank] = [isSilentFor(STALL_MS), isBlankFor(STALL_MS)];
      // Both at about the same time, in the middle: the process hangs, no device is to blame. At the start a camera may
      // hold up everything.
      const isStuck = (isMute && isBlankFor(STALL_MS / 2)) || (isBlank && isSilentFor(STALL_MS / 2));
      if (isStuck && videoFrames > 0 && audioFrames > 0) this.#giveUp('crashed', videoFrames);
      else if (isBlank && this.#delivered - this.#deliveredAtLastVideo >= PICTURES_TO_ENCODE)
        this.#giveUp('encoderFailed', videoFrames);
      else if (isBlank) this.#giveUp('cameraFailed', videoFrames);
      else if (isMute) this.#giveUp('microphoneFailed', audioFrames);
      else this.#watch();
    });
  }

  /** `stats` of an `identity`. */
  #count(stats: string): void {
    this.#delivered = Number(/num-buffers=\(guint64\)(\d+)/.exec(stats)?.[1] ?? this.#delivered);
    const { video } = this.#options.order;
    const framesPerSecond = video.kind === 'camera' ? video.framesPerSecond : 0;
    this.#options.onFrames({
      delivered: this.#delivered,
      lost: (this.#lostMs * framesPerSecond) / 1000,
      coded: this.#encoding ? (this.#source?.videoFrames ?? 0) : null,
    });
  }

  #giveUp(why: 'cameraFailed' | 'microphoneFailed' | 'encoderFailed' | 'crashed', frames: number): void {
    this.#verdict = { why, tech: frames === 0 ? 'no frame came' : `frames stopped coming after ${frames}` };
    this.#worker.kill();
  }

  #close(end: WorkerEnd): CaptureEnd {
    this.#cancelWatch();
    this.#source?.close();
    if (this.#stopping) return { why: 'stopped' };
    const verdict = this.#verdict ?? verdictOf(end);
    if (verdict.why !== 'cameraFailed' || this.#verdict) return verdict;
    return { ...verdict, refused: this.#delivered === 0 && !CANNOT_BE_OPENED.test(verdict.tech) };
  }
}

/** `v4l2src` about a camera that is in use, gone, or not for us: another mode changes nothing. */
const CANNOT_BE_OPENED = /busy|Cannot identify|Could not open|No such|Permission denied/i;

/** Whose fault a bus error is, from the element that told it. */
function verdictOf(end: WorkerEnd): CaptureEnd {
  switch (end.how) {
    case 'crashed':
      return { why: 'crashed', tech: end.detail };
    case 'endOfStream':
      return { why: 'crashed', tech: 'the pipeline ran out' };
    case 'failed': {
      const tech = `${end.element || 'pipeline'}: ${end.message}${end.debug ? ` (${end.debug.replaceAll('\n', ' ')})` : ''}`;
      // GStreamer's text names the whole path: a demuxer inside a decoder carries the name of neither device.
      const path = `:${end.element} ${end.debug}`;
      if (/:(microphone|replayAudio)/.test(path)) return { why: 'microphoneFailed', tech };
      if (/:(camera|replayVideo|jpegdec)/.test(path)) return { why: 'cameraFailed', tech };
      if (/^encoder/.test(end.element)) return { why: 'encoderFailed', tech };
      return { why: 'crashed', tech };
    }
  }
}

function slateSettings(slate: Slate | null): { element: string; property: string; value: string | number }[] {
  if (slate === null) return [{ element: 'slate', property: 'alpha', value: 0 }];
  return [
    { element: 'slate', property: 'location', value: slate.file },
    { element: 'slate', property: 'alpha', value: 1 },
  ];
}
