/**
 * Feeds a publisher with what its link carries: the voice at once, pictures as long as little is on its way, and of both the
 * rendition that the ladder says.
 */
import type { Clock } from '../../platform/clock.ts';
import { type LinkState, SINK, type Transport, type TransportAddress } from '../../transport/transport.ts';
import type { HubTag, Renditions, TagHub } from '../hub/tag-hub.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import { isDescent, type LadderState, startLadder, stepLadder, windowBytes } from './ladder.ts';
import { LinkGauge } from './link-gauge.ts';
import { LINK, type LinkProbeInput } from './link-probe.ts';
import type { Rung, RungLimits } from './rung.ts';
import { TagFeed } from './tag-feed.ts';
import { framingFor } from './tag-framing.ts';

/** A picture comes each 33 ms: sound hardly ever waits longer. Two frames of sound (43 ms) is the most without a picture. */
const SOUND_WAITS_MS = 40;
/** A link that carries nothing for 4 s has lost its viewers' patience; the newest keyframe is the better start. */
const QUEUE = { maxQueuedBytes: 8_000_000, maxQueuedMs: 12_000 };
/** Pictures that wait for room so long are worth less than the next keyframe: the voice is far ahead of them. */
const STALE_MS = 3000;
/** Reports wake the worker's process and this one. */
const REPORT_EVERY_MS = { holding: 0, connecting: 100, full: 500, lower: 250 };
/** Bytes on their way, beyond what may have arrived untold, that are no news. */
const QUIET_BYTES = { full: 8000, lower: 2000 };

/** What a destination asks of the encoders; null: nothing but the full rendition. */
export type Demand = Rung | null;

export interface PacedFeedOptions {
  clock: Clock;
  hub: TagHub;
  worker: WorkerLink;
  name: string;
  transport: Transport;
  address: TransportAddress;
  limits(): RungLimits;
  /** What is read where the link is good. */
  best(): Renditions;
  /** Of the connection before this one. */
  ladder: LadderState | null;
  /** A tag is about to be written. */
  onOffer(tag: HubTag): void;
  /** `rung` or `demand` have changed. */
  onChange(): void;
  /** Pictures of the reduced rendition were dropped: the next one it gives is to be a keyframe. */
  onKeyframeNeeded(): void;
}

const REDUCED: Renditions = { video: 'reduced', audio: 'reduced' };

export class PacedFeed {
  readonly #options: PacedFeedOptions;
  readonly #feed: TagFeed;
  readonly #gauge = new LinkGauge();
  #ladder: LadderState;
  #demand: Demand = null;
  #isLive = false;
  /** Since when a picture waits for room. */
  #heldSinceMs: number | null = null;
  /** Pictures may not go now. */
  #isShut = false;
  #slackBytes = 0;
  #asked = '';

  constructor(options: PacedFeedOptions) {
    this.#options = options;
    const { clock, hub, worker, name, onOffer } = options;
    this.#ladder = startLadder(clock.monotonicMs(), options.ladder);
    this.#feed = new TagFeed({
      hub,
      worker,
      name,
      ...QUEUE,
      soundWaitsMs: SOUND_WAITS_MS,
      renditions: this.#renditions,
      framing: framingFor(options.transport),
      onOffer: (tag, sentBytes) => {
        if (sentBytes > 0) this.#gauge.wrote(sentBytes, clock.monotonicMs());
        onOffer(tag);
      },
      mayOfferPictures: () => this.#hasRoom(),
    });
    this.#demand = this.#demanded;
  }

  /** How the worker is to watch its connection from the start. */
  get firstProbe(): LinkProbeInput {
    return { ...this.#watched, everyMs: REPORT_EVERY_MS.connecting, quietBytes: 0 };
  }

  get #watched(): Pick<LinkProbeInput, 'element' | 'transport' | 'port'> {
    const { transport, address } = this.#options;
    return { element: SINK, transport: transport.name, port: address.port };
  }

  get ladder(): LadderState {
    return this.#ladder;
  }

  get demand(): Demand {
    return this.#demand;
  }

  get queuedMs(): number {
    return this.#feed.queuedMs;
  }

  get lostVideoFrames(): number {
    return this.#feed.lostVideoFrames;
  }

  /** What the pipe does not take waits there; or pictures wait for what is on its way. */
  get isWaiting(): boolean {
    return this.#feed.isWaiting || this.#heldSinceMs !== null;
  }

  /** What arrives at the server, in kb/s. */
  kbps(overMs: number): number {
    return this.#gauge.kbps(overMs, this.#options.clock.monotonicMs());
  }

  /** The server takes media: from now on the link is judged. */
  accepted(): void {
    this.#isLive = true;
    this.#ladder = startLadder(this.#options.clock.monotonicMs(), this.#ladder);
  }

  reported(state: LinkState): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#gauge.reported(state, nowMs);
    this.#slackBytes = state.slackBytes;
    if (this.#isLive) this.#judge(nowMs);
    this.#feed.pump();
    if (this.#isLive && !this.#isShut) this.#askReports(this.#ladder.rung.level === 'full' ? 'full' : 'lower');
    this.#heldSinceMs = this.#feed.isHolding ? (this.#heldSinceMs ?? nowMs) : null;
  }

  /** Nothing more is read or written; the pipe stays open. Safe twice. */
  close(): void {
    this.#demand = null;
    this.#feed.close();
  }

  /** The end of the stream: what is in the pipe is still sent. */
  end(): void {
    this.close();
    this.#feed.end();
  }

  #judge(nowMs: number): void {
    const before = this.#ladder;
    const { address, limits, onKeyframeNeeded, onChange } = this.#options;
    const heldMs = this.#heldSinceMs === null ? 0 : nowMs - this.#heldSinceMs;
    this.#ladder = stepLadder(before, this.#gauge.sample(nowMs, heldMs), limits(), address.patience);
    this.#feed.select(this.#renditions);
    const demandBefore = this.#demand;
    this.#demand = this.#demanded;
    if (this.#ladder.rung !== before.rung || this.#demand !== demandBefore) onChange();
    const isStale = this.#feed.isHolding && this.#ladder.phase !== 'starting' && this.#feed.queuedMs > STALE_MS;
    if (isDescent(before, this.#ladder) || isStale) {
      this.#feed.dropPictures();
      this.#heldSinceMs = null;
      onKeyframeNeeded();
    }
  }

  get #renditions(): Renditions {
    return this.#ladder.rung.level === 'full' ? this.#options.best() : REDUCED;
  }

  /** Asked for until the last reader of it has gone over to the full one. */
  get #demanded(): Demand {
    const { rung } = this.#ladder;
    if (rung.level !== 'full') return rung;
    const best = this.#options.best();
    const { video, audio } = this.#feed.renditions;
    return video === best.video && audio === best.audio ? null : this.#demand;
  }

  get #window(): number {
    return windowBytes(this.#ladder, this.#gauge.link(this.#options.clock.monotonicMs()));
  }

  #hasRoom(): boolean {
    const hasRoom = this.#gauge.inFlightBytes < this.#window;
    // Whoever waits wants to know at once when there is room again.
    if (!hasRoom && !this.#isShut) this.#askReports('holding');
    this.#isShut = !hasRoom;
    return hasRoom;
  }

  #askReports(need: keyof typeof REPORT_EVERY_MS): void {
    const { worker } = this.#options;
    const input: LinkProbeInput = {
      ...this.#watched,
      everyMs: REPORT_EVERY_MS[need],
      quietBytes: this.#slackBytes + (need === 'full' ? QUIET_BYTES.full : QUIET_BYTES.lower),
    };
    if (JSON.stringify(input) === this.#asked) return;
    this.#asked = JSON.stringify(input);
    worker.changeProbe(LINK, input);
  }
}
