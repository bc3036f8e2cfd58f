/** Counts an input's buffers and losses, and knows whether it is a device at all. */
import type { FrameCounts } from '../../analysis/frame-rate.ts';
import type { MediaKind } from '../../flv/flv-tag.ts';
import type { InputSpec } from './input-pipeline.ts';

export class Delivery {
  readonly #input: InputSpec;
  /** Kind whose device is counted. For both kinds the camera, since a file that serves both stalls as one. */
  readonly counted: MediaKind;
  #buffers = 0;
  #lostMs = 0;

  constructor(input: InputSpec, kinds: readonly MediaKind[]) {
    this.#input = input;
    this.counted = kinds.includes('video') ? 'video' : 'audio';
  }

  /** Buffers since the input was opened. */
  get buffers(): number {
    return this.#buffers;
  }

  /** @param stats of an `identity` */
  report(stats: string): void {
    this.#buffers = Number(/num-buffers=\(guint64\)(\d+)/.exec(stats)?.[1] ?? this.#buffers);
  }

  /** The camera has numbered pictures that never arrived. */
  lost(ms: number): void {
    this.#lostMs += ms;
  }

  /** @param coded pictures; null while nothing is encoded */
  frameCounts(coded: number | null): FrameCounts {
    const { video } = this.#input;
    const framesPerSecond = video.kind === 'camera' ? video.framesPerSecond : 0;
    return { delivered: this.#buffers, lost: (this.#lostMs * framesPerSecond) / 1000, coded };
  }

  /** True for slate, silence and test, which come from the pipeline itself: no device can be to blame. */
  isOwn(kind: MediaKind): boolean {
    const source = this.#input[kind];
    return source.kind !== 'camera' && source.kind !== 'alsa' && source.kind !== 'replay';
  }

  /** True for a camera, a microphone or a file in its place: patterns, tones, slates and silence need no analysis. */
  isAnalysed(kind: MediaKind): boolean {
    const source = this.#input[kind];
    return source.kind === 'replay' || source.kind === (kind === 'video' ? 'camera' : 'alsa');
  }
}
