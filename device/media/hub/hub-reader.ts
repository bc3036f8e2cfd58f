/** Reads the hub at its own pace: metadata once, each header before the first frame that needs it, then frames. */
import type { Clock } from '../../platform/clock.ts';
import { type FlvTag, payloadOf } from '../flv/flv-tag.ts';
import type { HubFrame, HubTag } from './hub-frame.ts';
import { type Loss, LossReport } from './loss-report.ts';
import { ReaderQueue } from './reader-queue.ts';
import { RenditionChoice, type Renditions } from './rendition-choice.ts';

export interface ReaderOptions {
  /** Name in reports of losses. */
  name: string;
  maxQueuedBytes: number;
  /** Keep it above the keyframe distance: a GOP that does not fit is dropped, the one given at the start too. */
  maxQueuedMs: number;
  /**
   * Time that sound may wait for a picture to leave with it: one call for both. On a board each call costs a wake-up
   * here and in the process behind it, and sound is due 47 times a second.
   */
  soundWaitsMs?: number;
  /** Takes pictures from the next keyframe on, and nothing from before it, which may be another stream's. */
  fromNextKeyframe?: boolean;
  /** First renditions; the full ones by default. */
  renditions?: Renditions;
  /**
   * There is something to take again: called once after each batch that ends an empty spell, never from inside
   * `addReader`. Take until null, or continue later unasked: it is not called while something is left.
   */
  onReadable: () => void;
}

export class HubReader {
  readonly #options: ReaderOptions;
  readonly #queue: ReaderQueue;
  readonly #choice: RenditionChoice;
  readonly #losses: LossReport;
  readonly #metadata: () => FlvTag | null;
  readonly #onClose: (reader: HubReader) => void;
  /** Headers that were known when this reader joined. */
  #greeting: FlvTag[];
  #delivered: Record<FlvTag['kind'], FlvTag | null> = { script: null, video: null, audio: null };
  /** Hub time of the first media tag delivered. */
  #zeroMs: number | null = null;
  /** Hub time of the newest of each kind delivered: another rendition never precedes it. */
  readonly #newestMs = { video: Number.NEGATIVE_INFINITY, audio: Number.NEGATIVE_INFINITY };
  #holdsPictures = false;
  /** No keyframe has come since it began, and it wants no earlier one. */
  #isAwaitingKeyframe: boolean;
  /** True from `onReadable` until everything has been taken. */
  #announced = false;
  #closed = false;

  constructor(
    options: ReaderOptions,
    hub: {
      clock: Clock;
      onLoss: (loss: Loss) => void;
      /** The newest metadata, for a reader that joined before there was any. */
      metadata: () => FlvTag | null;
      greeting: FlvTag[];
      onClose: (reader: HubReader) => void;
    },
  ) {
    this.#options = options;
    this.#isAwaitingKeyframe = options.fromNextKeyframe ?? false;
    this.#choice = new RenditionChoice(options.renditions);
    this.#losses = new LossReport({ clock: hub.clock, reader: options.name, onLoss: hub.onLoss });
    this.#queue = new ReaderQueue({
      maxBytes: options.maxQueuedBytes,
      maxMs: options.maxQueuedMs,
      onLost: (frame) => this.#losses.add(frame.kind),
    });
    this.#metadata = hub.metadata;
    this.#greeting = hub.greeting;
    this.#onClose = hub.onClose;
  }

  /** Memory kept by the frames not taken yet, with the headers they need. */
  get queuedBytes(): number {
    return this.#queue.bytes;
  }

  get queuedMs(): number {
    return this.#queue.spanMs;
  }

  get hasPicture(): boolean {
    return this.#queue.hasPicture;
  }

  /** The renditions that come in now. */
  get renditions(): Readonly<Renditions> {
    return this.#choice.current;
  }

  get lostVideoFrames(): number {
    return this.#losses.lost.video;
  }

  get lostAudioFrames(): number {
    return this.#losses.lost.audio;
  }

  /**
   * Selects renditions: sound from the next frame, pictures from their next keyframe. The old ones continue until then.
   */
  select(renditions: Renditions): void {
    this.#choice.select(renditions);
  }

  /** Drops queued pictures, and those before the next keyframe of the selected rendition. */
  dropPictures(): void {
    this.#choice.cutPictures();
    this.#queue.dropPictures();
  }

  /** Holds pictures here while sound passes them. They are there to take once it is off. */
  holdPictures(on: boolean): void {
    this.#holdsPictures = on;
  }

  /** The next tag, or null when all has been taken that may be, or the reader is closed. */
  take(): HubTag | null {
    const next = this.#next();
    const header = this.#headerBefore(next);
    if (header) this.#delivered[header.kind] = header;
    else this.#queue.shift({ soundOnly: this.#holdsPictures });
    const tag = header ?? next;
    if (!this.#hasMore()) this.#announced = false;
    if (!tag) return null;
    const hubMs = next ? Math.max(next.hubMs, this.#newestMs[next.kind] + 1) : 0;
    if (next && !header) {
      this.#zeroMs ??= hubMs;
      this.#newestMs[next.kind] = hubMs;
    }
    const readerMs = next ? Math.max(0, hubMs - (this.#zeroMs ?? hubMs)) : 0;
    const { kind, timestampMs, keyframe, sequenceHeader, bytes } = tag;
    return { kind, timestampMs, keyframe, sequenceHeader, bytes, readerMs };
  }

  /** Stops input and calls; queued frames can still be taken. */
  seal(): void {
    this.#announced = true;
    this.#onClose(this);
  }

  /** Ends tags and calls, with one last report of losses. Safe twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#greeting = [];
    this.#queue.clear();
    this.#losses.close();
    this.#onClose(this);
  }

  /** Takes one more frame from the hub. */
  offer(frame: HubFrame): void {
    for (const admitted of this.#choice.admit(frame)) if (this.#isOwn(admitted)) this.#queue.push(admitted);
  }

  #isOwn({ kind, keyframe }: HubFrame): boolean {
    if (keyframe) this.#isAwaitingKeyframe = false;
    return kind === 'audio' || !this.#isAwaitingKeyframe;
  }

  /** Ends a batch of the hub. */
  wake(): void {
    if (this.#closed || this.#announced || !this.#hasMore()) return;
    const { soundWaitsMs = 0 } = this.#options;
    if (this.#greeting.length === 0 && !this.#queue.hasPicture && this.#queue.spanMs < soundWaitsMs) return;
    this.#announced = true;
    this.#options.onReadable();
  }

  #next(): HubFrame | undefined {
    return this.#queue.peek({ soundOnly: this.#holdsPictures });
  }

  #hasMore(): boolean {
    return this.#greeting.length > 0 || this.#next() !== undefined;
  }

  /** The header due before `frame`, if any. */
  #headerBefore(frame: HubFrame | undefined): FlvTag | null {
    const greeting = this.#greeting.shift();
    if (greeting) return greeting;
    if (!frame) return null;
    if (!this.#delivered.script) {
      const metadata = this.#metadata();
      if (metadata) return metadata;
    }
    return isSame(frame.config, this.#delivered[frame.kind]) ? null : frame.config;
  }
}

/** The sound of both renditions is decoded with the same header. */
function isSame(one: FlvTag | null, other: FlvTag | null): boolean {
  return one === other || (one !== null && other !== null && payloadOf(one).equals(payloadOf(other)));
}
