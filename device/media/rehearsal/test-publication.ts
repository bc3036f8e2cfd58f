/**
 * Tries one destination with all that a talk uses: its name, its port, its key, and for some seconds the bytes of a
 * talk.
 */
import { lookup } from 'node:dns/promises';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import type { PublishFailure, Unreached } from '../../transport/transport.ts';
import { addressOf, transportOf } from '../../transport/transports.ts';
import type { TagHub } from '../hub/tag-hub.ts';
import { PublishAttempt, type PublishEnd } from '../publisher/publish-attempt.ts';
import { type Between, checkBetween, mayBeBetween } from '../publisher/publish-reason.ts';
import type { QualityLimits } from '../publisher/quality-level.ts';
import type { WorkerLink } from '../worker/worker-link.ts';
import type { Workers } from '../worker/worker-pool.ts';
import { UplinkMeter } from './uplink-meter.ts';

/** A name server that answers does so in a tenth of it; the resolver itself waits for 10 s and more. */
const LOOKUP_MS = 4000;
/** Wait of a sink in each step of a connection. With less, a box that was late itself cannot blame a server. */
const FAIR_MS = 5000;
/** A connection begins with up to a GOP at once, which measures nothing of the link. */
const START_MS = 500;
/** At 60 kb/s, the least that is of use, a server that acknowledges each 8 kB has then done so four times. */
const MEASURE_MS = 4500;
/** A shorter measurement shows nothing of a thin link. */
const LEAST_MEASURE_MS = 2500;

export type TestOutcome =
  | { how: 'failed'; why: PublishFailure; tech: string; between: Between | null }
  /** The server is there; nothing was published. */
  | { how: 'reached' }
  /** `carriedKbps` null: it was accepted too late to be measured. */
  | { how: 'accepted'; carriedKbps: number | null; offeredKbps: number }
  /** It was taken, then the connection ended. */
  | { how: 'cut'; tech: string; carriedKbps: number; offeredKbps: number }
  /** The box had nothing to publish. */
  | { how: 'noSlate' }
  /** A talk began. */
  | { how: 'interrupted' };

/** The published stream, one for all destinations. */
export interface TestStream {
  hub: TagHub;
  kbps: number;
  /** Resolves when nothing comes of it any more. */
  ended: Promise<unknown>;
  requestKeyframe(): void;
}

export interface TestPublicationOptions {
  clock: Clock;
  destination: Destination;
  /** Null: nothing is published. */
  stream: TestStream | null;
  limits(): QualityLimits;
  workers: Pick<Workers, 'spawn'>;
  /** End of the test on the monotonic clock; the findings until then are the outcome. */
  deadlineMs: number;
}

export class TestPublication {
  readonly #options: TestPublicationOptions;
  #attempt: { publication: PublishAttempt; worker: WorkerLink } | null = null;
  #isInterrupted = false;
  #interrupt: () => void = () => {};
  readonly #interrupted: Promise<TestOutcome>;

  constructor(options: TestPublicationOptions) {
    this.#options = options;
    this.#interrupted = new Promise((resolve) => {
      this.#interrupt = () => resolve({ how: 'interrupted' });
    });
  }

  /** Call once. Resolves when nothing of it is left. Never rejects. */
  async run(): Promise<TestOutcome> {
    const outcome = await Promise.race([this.#try(), this.#interrupted]);
    await this.#attempt?.publication.stop();
    return outcome;
  }

  /** Ends at once, without the messages that end a publication: the server has to be free for a talk. */
  interrupt(): void {
    this.#isInterrupted = true;
    this.#interrupt();
    this.#attempt?.worker.kill();
  }

  async #try(): Promise<TestOutcome> {
    const { destination, stream } = this.#options;
    const { host, port } = addressOf(destination);
    const lost = (await this.#unresolvable(host)) ?? (await transportOf(destination).reach(host, port));
    if (lost) return this.#failed(lost.why, lost.tech);
    if (this.#isInterrupted) return { how: 'interrupted' };
    return stream ? this.#publish(stream) : { how: 'reached' };
  }

  async #unresolvable(host: string): Promise<Unreached | null> {
    const unresolvable = (tech: string) => ({ why: 'unresolvable' as const, tech });
    let cancel = () => {};
    const tooSlow = new Promise<ReturnType<typeof unresolvable>>((resolve) => {
      // A box that was busy for so long has the answer waiting: that one is taken first.
      const giveUp = () => resolve(unresolvable(`no name server answered in ${LOOKUP_MS} ms`));
      cancel = this.#options.clock.after(LOOKUP_MS, () => setImmediate(giveUp));
    });
    const found = lookup(host.replace(/^\[|\]$/g, '')).then(
      () => null,
      ({ message }: Error) => unresolvable(message),
    );
    const answer = await Promise.race([found, tooSlow]);
    cancel();
    return answer;
  }

  async #publish(stream: TestStream): Promise<TestOutcome> {
    const { clock, destination, limits, workers, deadlineMs } = this.#options;
    const meter = new UplinkMeter();
    let liveMs: number | null = null;
    let offeredMs: number | null = null;
    let onLive = () => {};
    const live = new Promise<'live'>((resolve) => {
      onLive = () => {
        liveMs = clock.monotonicMs();
        resolve('live');
      };
    });
    const worker = workers.spawn();
    const publication = new PublishAttempt({
      clock,
      hub: stream.hub,
      worker,
      id: destination.id,
      sender: destination,
      adaptation: null,
      // Only one quality level, so that the measured rate is of the sent one.
      limits: () => ({ ...limits(), hasReduced: false }),
      best: () => ({ video: 'full', audio: 'full' }),
      onSent: () => {
        offeredMs ??= clock.monotonicMs();
      },
      onLive,
      onQuality: () => {},
      onKeyframeNeeded: () => stream.requestKeyframe(),
      onLink: ({ delivered }) => {
        const nowMs = clock.monotonicMs();
        if (liveMs !== null && nowMs - liveMs >= START_MS) meter.reported(delivered, nowMs);
      },
    });
    this.#attempt = { publication, worker };
    const broken = stream.ended.then(() => 'noSlate' as const);
    const first = await Promise.race([live, publication.ended, broken, this.#until(deadlineMs)]);
    if (first === 'noSlate' || (first === 'late' && offeredMs === null)) return { how: 'noSlate' };
    if (first === 'late') {
      const hadMs = clock.monotonicMs() - (offeredMs ?? 0);
      const isOwn = hadMs < FAIR_MS || publication.isLate('noAnswer');
      inBackground(publication.stop());
      return this.#failed(isOwn ? 'boxBusy' : 'noAnswer', `the stream was not accepted in ${Math.round(hadMs)} ms`);
    }
    const measured = () => ({ carriedKbps: meter.kbps, offeredKbps: stream.kbps });
    if (first !== 'live') return this.#ended(first, measured());
    const untilMs = Math.min(deadlineMs, clock.monotonicMs() + START_MS + MEASURE_MS);
    const second = await Promise.race([publication.ended, broken, this.#until(untilMs)]);
    if (second === 'noSlate') return { how: 'noSlate' };
    const tookMs = clock.monotonicMs() - (liveMs ?? 0) - START_MS;
    if (second === 'late')
      return { how: 'accepted', ...measured(), ...(tookMs < LEAST_MEASURE_MS && { carriedKbps: null }) };
    return this.#ended(second, measured());
  }

  async #ended(end: PublishEnd, measured: { carriedKbps: number; offeredKbps: number }): Promise<TestOutcome> {
    if (end.why === 'stopped') return { how: 'interrupted' };
    return end.wasLive ? { how: 'cut', tech: end.tech, ...measured } : this.#failed(end.why, end.tech);
  }

  async #failed(why: PublishFailure, tech: string): Promise<TestOutcome> {
    const { destination } = this.#options;
    return { how: 'failed', why, tech, between: mayBeBetween(why) ? await checkBetween(why, destination) : null };
  }

  #until(atMs: number): Promise<'late'> {
    const { clock } = this.#options;
    return new Promise((resolve) => clock.after(Math.max(0, atMs - clock.monotonicMs()), () => resolve('late')));
  }
}
