/** One connection to one destination: from a worker taken to its end, and why it ended. The owner decides on the next. */
import type { Clock } from '../../platform/clock.ts';
import type { WorkerEnd, WorkerLink } from '../gst/worker-link.ts';
import { MEDIA_FD } from '../gst/worker-protocol.ts';
import type { TagHub } from '../hub/tag-hub.ts';
import { type PublishAddress, withoutKey } from './publish-address.ts';
import { type PublishFailure, publishFailure } from './publish-failure.ts';
import { type RtmpBytes, rtmpBytes } from './rtmp-stats.ts';
import { TagFeed } from './tag-feed.ts';

/**
 * A publication counts as accepted above this. Below it: handshake 3073 bytes and at most 1.5 kB of commands, all
 * before the server's yes. Above it: what one keyframe, or 0.4 s of voice alone, adds after it.
 */
const ACCEPTED_BYTES = 8192;
/**
 * Voice alone is 12 kB/s, and the shipped server acknowledges each 8 kB: 5 s without a byte taken, while there is
 * something to send, is a server that stopped reading. Without acknowledgements it shows only when all buffers on the
 * way are full: 22 s at 2 Mb/s.
 */
const STALL_MS = 5000;
const LOOK_EVERY_MS = 1000;
/** Reading the statistics wakes the worker and this process: often while a person waits for the lamp, then seldom. */
const REPORT_EVERY_MS = { connecting: 100, live: 1000 };
/** A picture comes each 33 ms: sound hardly ever waits longer. Two frames of sound (43 ms) is the most without a picture. */
const SOUND_WAITS_MS = 40;
const RATE_OVER_MS = 3500;
/** `rtmp2sink` bounds each step of the connection (5 s each); this bounds them all. */
const CONNECT_MS = 15_000;
/** Time to send the end of the stream; a server that does not read must not hold up a stop. */
const FINISH_MS = 1500;

/** A link that carries nothing for 4 s has lost its viewers' patience; the newest keyframe is the better start. */
const QUEUE = { maxQueuedBytes: 8_000_000, maxQueuedMs: 12_000 };

/** The address is set apart from it: a launch line can be seen by others, and the same worker serves any destination. */
export const PUBLISH_PIPELINE = `fdsrc fd=${MEDIA_FD} blocksize=65536 ! gdpdepay ! rtmp2sink name=rtmp sync=false async=false`;

export type PublishEnd = { why: 'stopped' } | { why: PublishFailure; tech: string; wasLive: boolean };

export interface PublishAttemptOptions {
  clock: Clock;
  hub: TagHub;
  worker: WorkerLink;
  id: string;
  address: PublishAddress;
  /** The server takes media. */
  onLive(): void;
}

export class PublishAttempt {
  readonly ended: Promise<PublishEnd>;
  #options: PublishAttemptOptions;
  #worker: WorkerLink;
  #feed: TagFeed;
  #stopping = false;
  #live = false;
  #verdict: PublishFailure | null = null;
  #bytes: RtmpBytes = { sent: 0, acknowledged: 0 };
  /** The largest step in which the server acknowledged; 0 while it has not. */
  #acknowledgeStep = 0;
  #grewMs: number;
  /** When there first was something to send. */
  #offeredMs: number | null = null;
  #cancelWatch: () => void = () => {};
  /** Total bytes and time of the newest reports, for the rate. */
  #reports: { atMs: number; bytes: number }[] = [];

  constructor(options: PublishAttemptOptions) {
    this.#options = options;
    this.#worker = options.worker;
    this.#grewMs = options.clock.monotonicMs();
    this.#worker.onNews((news) => {
      if (news.type === 'report') this.#measure(rtmpBytes(news.value));
    });
    this.ended = this.#worker.ended.then((end) => this.#close(end));
    const { location, stream } = options.address;
    this.#worker.order({
      type: 'runPipeline',
      order: {
        text: PUBLISH_PIPELINE,
        set: [
          { element: 'rtmp', property: 'location', value: location },
          { element: 'rtmp', property: 'stream', value: stream },
        ],
        loop: [],
        report: { element: 'rtmp', property: 'stats', everyMs: REPORT_EVERY_MS.connecting },
      },
    });
    this.#feed = new TagFeed({
      hub: options.hub,
      worker: options.worker,
      name: options.id,
      ...QUEUE,
      soundWaitsMs: SOUND_WAITS_MS,
      framing: 'gdp',
      onOffer: () => {
        this.#offeredMs ??= options.clock.monotonicMs();
      },
    });
    this.#watch();
  }

  get kbps(): number {
    const [first, last] = [this.#reports[0], this.#reports.at(-1)];
    if (!first || !last || last.atMs <= first.atMs) return 0;
    return Math.round(((last.bytes - first.bytes) * 8) / (last.atMs - first.atMs));
  }

  /** From the oldest to the newest frame that waits in the hub, to the tenth. What is in the pipe or the network is not seen. */
  get queuedSeconds(): number {
    return Math.round(this.#feed.queuedMs / 100) / 10;
  }

  get lostVideoFrames(): number {
    return this.#feed.lostVideoFrames;
  }

  /** Ends the publication as RTMP wants it; resolves when the process is gone. Safe twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#detach();
    // The end of the pipe is the end of the stream: what is inside is sent, then the server is told.
    this.#worker.media.end();
    const disarm = this.#options.clock.after(FINISH_MS, () => this.#worker.kill());
    await this.#worker.ended;
    disarm();
  }

  #measure(now: RtmpBytes): void {
    const { sent, acknowledged } = this.#bytes;
    const nowMs = this.#options.clock.monotonicMs();
    this.#acknowledgeStep = Math.max(this.#acknowledgeStep, now.acknowledged - acknowledged);
    if (this.#acknowledgeStep > 0 ? now.acknowledged > acknowledged : now.sent > sent) this.#grewMs = nowMs;
    this.#bytes = now;
    this.#reports.push({ atMs: nowMs, bytes: now.sent });
    while (this.#reports[0] && nowMs - this.#reports[0].atMs > RATE_OVER_MS) this.#reports.shift();
    if (!this.#live && now.sent >= ACCEPTED_BYTES) {
      this.#live = true;
      this.#worker.order({ type: 'reportEvery', everyMs: REPORT_EVERY_MS.live });
      this.#options.onLive();
    }
  }

  /** By the clock and not by the reports: a worker that hangs sends none. */
  #watch(): void {
    this.#cancelWatch = this.#options.clock.after(LOOK_EVERY_MS, () => {
      const now = this.#options.clock.monotonicMs();
      const { sent, acknowledged } = this.#bytes;
      const unacknowledged = this.#acknowledgeStep > 0 && sent - acknowledged > 2 * this.#acknowledgeStep;
      // What the pipe does not take waits there; the queue may hold the last sound of a capture that is gone.
      const waiting = unacknowledged || this.#feed.isWaiting;
      // With nothing to send, nothing stalls: a capture that was down for a while must not be taken for the server.
      if (!waiting) this.#grewMs = now;
      // Reports come once a second whatever the network does.
      const isHung = now - (this.#reports.at(-1)?.atMs ?? now) > STALL_MS;
      if (this.#live && (isHung || (waiting && now - this.#grewMs > STALL_MS))) this.#giveUp('stalled');
      else if (!this.#live && now - (this.#offeredMs ?? now) > CONNECT_MS) this.#giveUp('noAnswer');
      else this.#watch();
    });
  }

  #giveUp(why: PublishFailure): void {
    this.#verdict ??= why;
    this.#worker.kill();
  }

  #detach(): void {
    this.#cancelWatch();
    this.#feed.close();
  }

  #close(end: WorkerEnd): PublishEnd {
    this.#detach();
    if (this.#stopping) return { why: 'stopped' };
    const wasLive = this.#live;
    const said = end.how === 'failed' ? end.message : end.how === 'crashed' ? end.detail : 'the stream ended';
    const tech = withoutKey(
      this.#verdict ? `${this.#bytes.sent} bytes were sent, ${this.#bytes.acknowledged} acknowledged` : said,
      this.#options.address,
    );
    if (this.#verdict) return { why: this.#verdict, tech, wasLive };
    // A worker that dies without a word says nothing about the server.
    const why = end.how === 'failed' ? publishFailure(said, wasLive) : 'closed';
    return { why, tech, wasLive };
  }
}
