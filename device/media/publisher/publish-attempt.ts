/**
 * One connection to one destination, from a worker taken to its end, with the reason of the end. The owner decides on
 * the next.
 */
import type { Clock } from '../../platform/clock.ts';
import {
  type LinkState,
  type PublishFailure,
  type Sender,
  SINK,
  type Transport,
  type TransportAddress,
  withoutHidden,
} from '../../transport/transport.ts';
import { transportOf } from '../../transport/transports.ts';
import type { HubTag, Renditions, TagHub } from '../hub/tag-hub.ts';
import type { WorkerEnd, WorkerLink } from '../worker/worker-link.ts';
import type { Adaptation } from './adaptation.ts';
import { LINK } from './link-probe.ts';
import { OwnPace } from './own-pace.ts';
import { type Demand, PacedFeed } from './paced-feed.ts';
import type { QualityLimits } from './quality-level.ts';
import { TAGS_FD } from './tag-feed.ts';

/**
 * Time without progress after which the server has stopped reading. The shipped one acknowledges each 8 kB, which are
 * 0.8 s of voice alone: a freeze shows within 6 s. Without acknowledgements it shows only when all buffers on the way
 * are full: 22 s at 2 Mb/s.
 */
const STALL_MS = 4500;
const WATCH_EVERY_MS = 1000;
const RATE_OVER_MS = 3500;
/** A sink bounds each step of the connection (5 s at most); this bounds them all. */
const CONNECT_MS = 15_000;
/** Time to send the end of the stream; a server that does not read must not hold up a stop. */
const FINISH_MS = 1500;

/** The address is set separately: others can see a launch line, and the same worker serves any destination. */
export const publishPipeline = ({ sink }: Transport) => `fdsrc fd=${TAGS_FD} blocksize=65536 ! gdpdepay ! ${sink}`;

export type PublishEnd = { why: 'stopped' } | { why: PublishFailure; tech: string; wasLive: boolean };

export interface PublishAttemptOptions {
  clock: Clock;
  hub: TagHub;
  worker: WorkerLink;
  id: string;
  sender: Sender;
  /** Adaptation at the end of the attempt before this one. */
  adaptation: Adaptation | null;
  limits(): QualityLimits;
  /** Renditions that are sent while the link is good. */
  best(): Renditions;
  /** A tag is sent. @param capturedMs when the box had it from its encoder, as far as the queue shows */
  onSent(tag: HubTag, capturedMs: number): void;
  /** The server takes media. */
  onLive(): void;
  /** The quality or the demand on the encoders has changed. */
  onQuality(): void;
  onKeyframeNeeded(): void;
  /** Reports how much of what was sent has arrived. */
  onLink?(link: LinkState): void;
}

export class PublishAttempt {
  readonly ended: Promise<PublishEnd>;
  #options: PublishAttemptOptions;
  #worker: WorkerLink;
  #feed: PacedFeed;
  #stopping = false;
  #live = false;
  #verdict: PublishFailure | null = null;
  #link: LinkState = { sent: 0, acknowledged: 0, delivered: 0, slackBytes: 0 };
  /**
   * Since when more is on its way than may have arrived unreported, and nothing of it arrives; null while nothing is
   * owed.
   */
  #owedSinceMs: number | null = null;
  #reportedMs: number | null = null;
  /** When there was something to send for the first time. */
  #offeredMs: number | null = null;
  readonly #transport: Transport;
  readonly #address: TransportAddress;
  readonly #pace: OwnPace;
  #cancelWatch: () => void = () => {};

  constructor(options: PublishAttemptOptions) {
    this.#options = options;
    this.#transport = transportOf(options.sender);
    this.#address = this.#transport.address(options.sender);
    this.#pace = new OwnPace(options.clock.monotonicMs());
    this.#worker = options.worker;
    this.#worker.onProbe(LINK, (link) => this.#measure(link));
    this.ended = this.#worker.ended.then((end) => this.#close(end));
    this.#feed = new PacedFeed({
      clock: options.clock,
      hub: options.hub,
      worker: options.worker,
      name: options.id,
      transport: this.#transport,
      address: this.#address,
      limits: options.limits,
      best: options.best,
      adaptation: options.adaptation,
      onOffer: (tag) => {
        const nowMs = options.clock.monotonicMs();
        this.#offeredMs ??= nowMs;
        options.onSent(tag, nowMs - this.#feed.queuedMs);
      },
      onChange: options.onQuality,
      onKeyframeNeeded: options.onKeyframeNeeded,
    });
    this.#worker.run({
      text: publishPipeline(this.#transport),
      set: this.#address.properties.map((one) => ({ element: SINK, ...one })),
      lingerMs: this.#address.lingerMs,
      probe: { name: LINK.probe, input: this.#feed.firstProbe },
    });
    this.#watch();
  }

  get kbps(): number {
    return Math.round(this.#feed.kbps(RATE_OVER_MS));
  }

  get adaptation(): Adaptation {
    return this.#feed.adaptation;
  }

  get demand(): Demand {
    return this.#feed.demand;
  }

  /**
   * Age span of the frames that wait in the hub, to the tenth of a second. Those in the pipe or the network do not
   * count.
   */
  get queuedSeconds(): number {
    return Math.round(this.#feed.queuedMs / 100) / 10;
  }

  get lostVideoFrames(): number {
    return this.#feed.lostVideoFrames;
  }

  /** Ends the publication in order; resolves after the process is gone and `ended` has resolved. Safe twice. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#detach();
    // The end of the pipe is the end of the stream: its content is sent, then the server is notified.
    this.#feed.end();
    const disarm = this.#options.clock.after(FINISH_MS + this.#address.lingerMs, () => this.#worker.kill());
    // Callers of `stop` find the result of `ended` handled.
    await this.ended;
    disarm();
  }

  #measure(link: LinkState): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (link.delivered > this.#link.delivered) this.#owedSinceMs = null;
    this.#link = link;
    this.#reportedMs = nowMs;
    this.#pace.heard(nowMs);
    if (!this.#live && this.#transport.isAccepted(link)) {
      this.#live = true;
      this.#feed.accepted();
      this.#options.onLive();
    }
    this.#options.onLink?.(link);
    this.#feed.reported(link);
    this.#giveUpOnStall(nowMs);
  }

  /** Watches by the clock and not by the reports: a worker that hangs sends none. */
  #watch(): void {
    this.#cancelWatch = this.#options.clock.after(WATCH_EVERY_MS, () => {
      const now = this.#options.clock.monotonicMs();
      const isHung = this.#live && now - (this.#reportedMs ?? now) > STALL_MS;
      if (isHung) this.#giveUp('boxBusy');
      else if (!this.#live && now - (this.#offeredMs ?? now) > CONNECT_MS) this.#giveUp('noAnswer');
      else this.#giveUpOnStall(now);
      this.#watch();
    });
  }

  /**
   * Gives up on a stall. With nothing to send, nothing stalls: the end of a capture must not be taken for a failure of
   * the server.
   */
  #giveUpOnStall(nowMs: number): void {
    const { sent, delivered, slackBytes } = this.#link;
    // Bytes that the pipe does not take wait there; the queue may hold the last sound of a capture that is gone.
    const isOwed = sent - delivered > slackBytes || this.#feed.isWaiting;
    this.#owedSinceMs = isOwed ? (this.#owedSinceMs ?? nowMs) : null;
    if (this.#live && nowMs - (this.#owedSinceMs ?? nowMs) > STALL_MS) this.#giveUp('stalled');
  }

  #giveUp(why: PublishFailure): void {
    this.#verdict ??= this.isLate(why) ? 'boxBusy' : why;
    this.#worker.kill();
  }

  /** The delay came while the box itself did not get to its work. */
  isLate(why: PublishFailure): boolean {
    return (why === 'noAnswer' || why === 'stalled') && this.#pace.isBusy(this.#options.clock.monotonicMs());
  }

  #detach(): void {
    this.#cancelWatch();
    this.#feed.close();
  }

  async #close(end: WorkerEnd): Promise<PublishEnd> {
    this.#detach();
    if (this.#stopping) return { why: 'stopped' };
    const wasLive = this.#live;
    const said = end.how === 'failed' ? end.message : end.how === 'crashed' ? end.detail : 'the stream ended';
    const tech = withoutHidden(
      this.#verdict ? `${this.#link.sent} bytes were sent, ${this.#link.acknowledged} acknowledged` : said,
      this.#address,
    );
    if (this.#verdict) return { why: this.#verdict, tech, wasLive };
    // A worker that dies without a word says nothing about the server.
    const why =
      end.how === 'failed' ? this.#transport.failureOf({ message: said, debug: end.debug, wasLive }) : 'closed';
    if (this.isLate(why)) return { why: 'boxBusy', tech, wasLive };
    const explained = why === 'noAnswer' ? await this.#transport.explain(this.#options.sender) : null;
    return explained ? { why: explained.why, tech: `${tech}; ${explained.tech}`, wasLive } : { why, tech, wasLive };
  }
}
