/** One life of the worker that cuts the stream into segments for the room's viewers. The owner decides on the next. */
import { join } from 'node:path';
import type { Clock } from '../../platform/clock.ts';
import type { TagHub } from '../hub/tag-hub.ts';
import { TAGS_FD, TagFeed } from '../publisher/tag-feed.ts';
import { flvFile } from '../publisher/tag-framing.ts';
import type { WorkerLink } from '../worker/worker-link.ts';

/**
 * Time without progress after which a worker is stuck; one that is well takes data at once. On two cores that fifteen
 * programs want one was seen to take nothing for 7 s, and 10 s to load; killed for it, it only begins again.
 */
const STALL_MS = 15_000;
const FIRST_MS = 30_000;
const POLL_EVERY_MS = 1000;
/** Viewers are seconds behind: waiting for the picture a sound leaves with costs them nothing (see `ReaderOptions`). */
const QUEUE = { maxQueuedBytes: 8_000_000, maxQueuedMs: 12_000, soundWaitsMs: 40 };
/** Above zero, since the sound before the first keyframe would be a segment of its own. */
const KEYFRAME_DISTANCE_NS = 100_000_000;
const VOICE_SEGMENT_NS = 2_000_000_000;

/**
 * `multifilesink` and not `hlssink2`: that one holds each segment back until the next GOP is complete too, and starts its
 * sequence at 0 again in each life. Sound alone has no keyframes to cut at.
 */
export function lanHlsPipeline(hasPicture: boolean): string {
  const cut = hasPicture
    ? `next-file=key-frame min-keyframe-distance=${KEYFRAME_DISTANCE_NS}`
    : `next-file=max-duration max-file-duration=${VOICE_SEGMENT_NS}`;
  return [
    `mpegtsmux name=mux ! multifilesink name=segments ${cut} post-messages=true sync=false async=false`,
    `fdsrc name=lan fd=${TAGS_FD} blocksize=65536 ! flvdemux name=tags`,
    'tags.audio ! queue ! aacparse ! mux.',
    ...(hasPicture ? ['tags.video ! queue ! h264parse config-interval=-1 ! mux.'] : []),
  ].join('  ');
}

export interface LanHlsAttemptOptions {
  clock: Clock;
  hub: TagHub;
  worker: WorkerLink;
  folder: string;
  hasPicture: boolean;
  /** Sequence of the first segment. */
  first: number;
  /** The file of a segment is complete. */
  onSegment(seconds: number): void;
}

export class LanHlsAttempt {
  /** Resolves with why it ended once the process is gone. */
  readonly ended: Promise<string>;
  readonly #options: LanHlsAttemptOptions;
  readonly #feed: TagFeed;
  #endMs = 0;
  /** When it last took something, or had taken all, and the bytes taken by then. */
  #tookMs: number;
  #takenBytes = 0;
  #isLoaded = false;
  #isStalled = false;
  #cancelPoll = () => {};

  constructor(options: LanHlsAttemptOptions) {
    this.#options = options;
    const { clock, hub, worker, folder, hasPicture, first } = options;
    this.#tookMs = clock.monotonicMs();
    worker.onEvent((event) => {
      // It has loaded; any event shows that it is alive.
      this.#isLoaded = true;
      this.#tookMs = clock.monotonicMs();
      if (event.type !== 'file') return;
      const seconds = (event.endMs - this.#endMs) / 1000;
      this.#endMs = event.endMs;
      options.onSegment(seconds);
    });
    worker.run({
      text: lanHlsPipeline(hasPicture),
      set: [
        { element: 'segments', property: 'location', value: join(folder, '%d.ts') },
        { element: 'segments', property: 'index', value: first },
      ],
    });
    this.#feed = new TagFeed({ hub, worker, name: 'lan', ...QUEUE, framing: flvFile() });
    this.ended = worker.ended.then((end) => {
      this.#detach();
      if (this.#isStalled) return 'it took nothing any more';
      return end.how === 'failed' ? end.message : end.how === 'crashed' ? end.detail : 'the stream ended';
    });
    this.#poll();
  }

  /** Resolves when the process is gone. Safe twice. */
  async stop(): Promise<void> {
    this.#detach();
    this.#options.worker.kill();
    await this.ended;
  }

  #poll(): void {
    this.#cancelPoll = this.#options.clock.after(POLL_EVERY_MS, () => {
      const now = this.#options.clock.monotonicMs();
      const { takenBytes } = this.#feed;
      if (!this.#feed.isWaiting || takenBytes > this.#takenBytes) this.#tookMs = now;
      this.#takenBytes = takenBytes;
      this.#isStalled = now - this.#tookMs > (this.#isLoaded ? STALL_MS : FIRST_MS);
      if (this.#isStalled) this.#options.worker.kill();
      else this.#poll();
    });
  }

  #detach(): void {
    this.#cancelPoll();
    this.#feed.close();
  }
}
