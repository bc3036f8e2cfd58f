/** The service's end of one worker process: orders out, news in, one end. */
import type { Duplex } from 'node:stream';
import type { Clock } from '../../platform/clock.ts';
import { type Child, type ChildEnd, describeEnd } from '../../supervise/child.ts';
import type { PropertyValue } from '../gst/binding.ts';
import type { PipelineEnd } from '../gst/pipeline.ts';
import {
  ANALYSIS_AUDIO_FD,
  type FromWorker,
  MEDIA_FD,
  PREVIEW_FD,
  REDUCED_MEDIA_FD,
  REDUCED_SOUND_FD,
  SOUND_FD,
  THUMBNAIL_FD,
  type ToWorker,
} from './worker-protocol.ts';

/** How a worker's life ended, whoever ended it. `crashed`: without a last word. */
export type WorkerEnd = PipelineEnd | { how: 'crashed'; detail: string };

export class WorkerLink {
  readonly #child: Child;
  readonly #clock: Clock;
  /** Resolves once; never rejects. */
  readonly ended: Promise<WorkerEnd>;
  #onNews: (news: FromWorker) => void = () => {};

  constructor(child: Child, clock: Clock) {
    this.#child = child;
    this.#clock = clock;
    // A pipe that nobody reads would keep the process from ever having ended.
    const pipes = [this.preview, this.sound, this.reducedMedia, this.reducedSound, this.thumbnails, this.analysisAudio];
    for (const pipe of pipes) pipe.resume();
    let last: PipelineEnd | null = null;
    child.onMessage((message) => {
      const news = message as FromWorker;
      if (news.type === 'ended') last = news.end;
      this.#onNews(news);
    });
    this.ended = child.ended.then((end: ChildEnd) => last ?? { how: 'crashed', detail: describeEnd(end) });
  }

  get pid(): number | undefined {
    return this.#child.pid;
  }

  get media(): Duplex {
    return this.#child.pipe(MEDIA_FD);
  }

  get preview(): Duplex {
    return this.#child.pipe(PREVIEW_FD);
  }

  get sound(): Duplex {
    return this.#child.pipe(SOUND_FD);
  }

  get reducedMedia(): Duplex {
    return this.#child.pipe(REDUCED_MEDIA_FD);
  }

  get reducedSound(): Duplex {
    return this.#child.pipe(REDUCED_SOUND_FD);
  }

  get thumbnails(): Duplex {
    return this.#child.pipe(THUMBNAIL_FD);
  }

  get analysisAudio(): Duplex {
    return this.#child.pipe(ANALYSIS_AUDIO_FD);
  }

  onNews(listener: (news: FromWorker) => void): void {
    this.#onNews = listener;
  }

  order(message: ToWorker): void {
    this.#child.send(message);
  }

  set(element: string, property: string, value: PropertyValue): void {
    this.order({ type: 'set', element, property, value });
  }

  kill(): void {
    this.#child.kill();
  }

  /** Lets the pipeline run out, then kills; resolves when the process is gone. */
  async finish(deadlineMs: number): Promise<void> {
    await this.#child.stop({ clock: this.#clock, ask: () => this.order({ type: 'endOfStream' }), deadlineMs });
  }
}
