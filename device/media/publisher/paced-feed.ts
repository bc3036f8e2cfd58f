/**
 * Feeds a publisher with what its link carries: the voice at once, pictures while little is on its way. Adaptation
 * chooses the rendition of both.
 */
import type { Clock } from '../../platform/clock.ts';
import { type LinkState, SINK, type Transport, type TransportAddress } from '../../transport/transport.ts';
import type { HubTag, Renditions, TagHub } from '../hub/tag-hub.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import { type Adaptation, isDescent, startAdaptation, stepAdaptation, windowBytes } from './adaptation.ts';
import { LinkGauge } from './link-gauge.ts';
import { LINK, type LinkProbeInput } from './link-probe.ts';
import type { QualityLimits, SentQuality } from './quality-level.ts';
import { TagFeed } from './tag-feed.ts';
import { framingFor } from './tag-framing.ts';

/**
 * A picture comes each 33 ms, so sound hardly ever waits longer. Two frames of sound (43 ms) is the most without a
 * picture.
 */
const SOUND_WAITS_MS = 40;
/** After 4 s without anything carried viewers have lost patience; the newest keyframe is the better start. */
const QUEUE = { maxQueuedBytes: 8_000_000, maxQueuedMs: 12_000 };
/** Pictures that wait for room so long are worth less than the next keyframe: the voice is far ahead of them. */
const STALE_MS = 3000;
/** Reports wake the worker's process and this one. */
const REPORT_EVERY_MS = { holding: 0, connecting: 100, full: 500, lower: 250 };
/** Bytes on their way that need no report, beyond those that may have arrived unreported. */
const QUIET_BYTES = { full: 8000, lower: 2000 };

/** Rendition that a destination needs of the encoders; null: only the full one. */
export type Demand = SentQuality | null;

export interface PacedFeedOptions {
  clock: Clock;
  hub: TagHub;
  worker: WorkerLink;
  name: string;
  transport: Transport;
  address: TransportAddress;
  limits(): QualityLimits;
  /** Renditions that are sent while the link is good. */
  best(): Renditions;
  /** Adaptation of the connection before this one. */
  adaptation: Adaptation | null;
  /** A tag is about to be written. */
  onOffer(tag: HubTag): void;
  /** `adaptation.quality` or `demand` have changed. */
  onChange(): void;
  /** Pictures of the reduced rendition were dropped: its next one has to be a keyframe. */
  onKeyframeNeeded(): void;
}

const REDUCED: Renditions = { video: 'reduced', audio: 'reduced' };

export class PacedFeed {
  readonly #options: PacedFeedOptions;
  readonly #feed: TagFeed;
  readonly #gauge = new LinkGauge();
  #adaptation: Adaptation;
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
    this.#adaptation = startAdaptation(clock.monotonicMs(), options.adaptation);
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

  /** First input of the probe that watches the worker's connection. */
  get firstProbe(): LinkProbeInput {
    return { ...this.#watched, everyMs: REPORT_EVERY_MS.connecting, quietBytes: 0 };
  }

  get #watched(): Pick<LinkProbeInput, 'element' | 'transport' | 'port'> {
    const { transport, address } = this.#options;
    return { element: SINK, transport: transport.name, port: address.port };
  }

  get adaptation(): Adaptation {
    return this.#adaptation;
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

  /** Bytes wait in front of the pipe, or pictures wait for room on the way. */
  get isWaiting(): boolean {
    return this.#feed.isWaiting || this.#heldSinceMs !== null;
  }

  /** Rate of arrival at the server, in kb/s. */
  kbps(overMs: number): number {
    return this.#gauge.kbps(overMs, this.#options.clock.monotonicMs());
  }

  /** The server takes media: from now on the link is judged. */
  accepted(): void {
    this.#isLive = true;
    this.#adaptation = startAdaptation(this.#options.clock.monotonicMs(), this.#adaptation);
  }

  reported(state: LinkState): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#gauge.reported(state, nowMs);
    this.#slackBytes = state.slackBytes;
    if (this.#isLive) this.#judge(nowMs);
    this.#feed.pump();
    if (this.#isLive && !this.#isShut) this.#askReports(this.#adaptation.quality.level === 'full' ? 'full' : 'lower');
    this.#heldSinceMs = this.#feed.isHolding ? (this.#heldSinceMs ?? nowMs) : null;
  }

  /** Stops reading and writing; the pipe stays open. Safe twice. */
  close(): void {
    this.#demand = null;
    this.#feed.close();
  }

  /** Ends the stream; what is in the pipe is still sent. */
  end(): void {
    this.close();
    this.#feed.end();
  }

  #judge(nowMs: number): void {
    const before = this.#adaptation;
    const { address, limits, onKeyframeNeeded, onChange } = this.#options;
    const heldMs = this.#heldSinceMs === null ? 0 : nowMs - this.#heldSinceMs;
    this.#adaptation = stepAdaptation(before, this.#gauge.sample(nowMs, heldMs), limits(), address.patience);
    this.#feed.select(this.#renditions);
    const demandBefore = this.#demand;
    this.#demand = this.#demanded;
    if (this.#adaptation.quality !== before.quality || this.#demand !== demandBefore) onChange();
    const isStale = this.#feed.isHolding && this.#adaptation.phase !== 'starting' && this.#feed.queuedMs > STALE_MS;
    if (isDescent(before, this.#adaptation) || isStale) {
      this.#feed.dropPictures();
      this.#heldSinceMs = null;
      onKeyframeNeeded();
    }
  }

  get #renditions(): Renditions {
    return this.#adaptation.quality.level === 'full' ? this.#options.best() : REDUCED;
  }

  /** Rendition asked for until its last reader has changed over to the full one. */
  get #demanded(): Demand {
    const { quality } = this.#adaptation;
    if (quality.level !== 'full') return quality;
    const best = this.#options.best();
    const { video, audio } = this.#feed.renditions;
    return video === best.video && audio === best.audio ? null : this.#demand;
  }

  get #window(): number {
    return windowBytes(this.#adaptation, this.#gauge.link(this.#options.clock.monotonicMs()));
  }

  #hasRoom(): boolean {
    const hasRoom = this.#gauge.inFlightBytes < this.#window;
    // Pictures that wait need to know at once when there is room again.
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
