/** Tries the way of a talk to its destinations for some seconds: one slate for all of them at once, as in a talk. */
import type { Clock } from '../../platform/clock.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import { TagHub } from '../hub/tag-hub.ts';
import type { QualityLimits } from '../publisher/quality-level.ts';
import type { Workers } from '../worker/worker-pool.ts';
import { SlateSource } from './slate-source.ts';
import { type TestOutcome, TestPublication } from './test-publication.ts';

/** Half as much again as the talk takes: a link that counts as enough has something to spare. */
const OFFERED_PART = 1.5;
/** Deadline with which the check of the way (3 s) or the end of a publication (1.5 s) is over within 15 s. */
const DEADLINE_MS = 11_500;

export interface RehearsalOptions {
  clock: Clock;
  settings(): Settings;
  limits(): QualityLimits;
  workers: Pick<Workers, 'spawn' | 'gstreamer'>;
}

export class Rehearsal {
  readonly #options: RehearsalOptions;
  #running = new Set<TestPublication>();
  #source: SlateSource | null = null;
  #isInterrupted = false;

  constructor(options: RehearsalOptions) {
    this.#options = options;
  }

  /** Rate of the talk's picture and sound as they are set, in kb/s. */
  get neededKbps(): number {
    const { encoder } = this.#options.settings();
    return (this.#options.limits().hasPicture ? encoder.liveKbps : 0) + encoder.audioKbps;
  }

  /**
   * Outcome of each enabled destination. Resolves when nothing of it is left, within 15 s; never rejects.
   * @param mayPublish false: servers are only reached, as by a destination's own setting
   */
  async run({ mayPublish }: { mayPublish: boolean }): Promise<Map<string, TestOutcome>> {
    const { clock, settings, limits, workers } = this.#options;
    this.#isInterrupted = false;
    const deadlineMs = clock.monotonicMs() + DEADLINE_MS;
    const destinations = settings().destinations.filter(({ enabled }) => enabled);
    const publishes = (one: (typeof destinations)[number]) => mayPublish && one.dryRunPublish !== 'off';
    const stream = destinations.some(publishes) ? await this.#begin() : null;
    const tests = destinations.map((destination) => {
      const own = publishes(destination) ? stream : null;
      return new TestPublication({ clock, destination, stream: own, limits, workers, deadlineMs });
    });
    this.#running = new Set(tests);
    if (this.#isInterrupted) this.interrupt();
    const outcomes = await Promise.all(tests.map((test) => test.run()));
    this.#running.clear();
    await this.#source?.stop();
    this.#source = null;
    return new Map(destinations.map(({ id }, index) => [id, outcomes[index] as TestOutcome]));
  }

  /** A talk begins, or the service ends: servers are left alone at once. */
  interrupt(): void {
    this.#isInterrupted = true;
    for (const test of this.#running) test.interrupt();
  }

  async #begin() {
    const { clock, settings, workers } = this.#options;
    const { encoder, room } = settings();
    const kbps = this.neededKbps * OFFERED_PART;
    const hub = new TagHub({ clock });
    hub.begin({ encoder: 'Pupitre' }, { hasPicture: true });
    const source = new SlateSource({
      hub,
      worker: workers.spawn(),
      gstreamer: await workers.gstreamer,
      language: room.language,
      kbps,
      audioKbps: encoder.audioKbps,
    });
    this.#source = source;
    return { hub, kbps, ended: source.ended, requestKeyframe: () => source.requestKeyframe() };
  }
}
