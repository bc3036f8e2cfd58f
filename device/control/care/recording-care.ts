/**
 * Maintains the recordings of sessions that are over: renames them once the clock is set, removes old ones, joins parts
 * once there is room. One pass after the other, so that a disk that hangs is asked once.
 */
import type { Joiner } from '../../media/journal/joiner.ts';
import { isUnsynced, type RecordingLibrary } from '../../media/journal/recording-library.ts';
import { dueForRemoval } from '../../media/journal/retention.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { SessionController } from '../session/session-controller.ts';
import type { SessionNames } from '../session/session-names.ts';
import { SteadyClock } from './steady-clock.ts';

const LOOK_MS = 10_000;
/** A pass reads the facts of every recording. */
const RETENTION_MS = 60_000;
/** Room is made before it is needed: five minutes of recording at 2.6 Mb/s. */
const HEADROOM_BYTES = 100_000_000;
const MEGABYTE = 1_000_000;

export interface RecordingCareOptions {
  clock: Clock;
  logger: Logger;
  recordings: RecordingLibrary;
  joiner: Joiner;
  isClockTrusted(): boolean;
  recording(): Settings['recording'];
  /** Free space of the disk; null while it cannot be written. */
  freeBytes(): number | null;
  session: Pick<SessionController, 'settled' | 'clockIsSet'>;
  names: Pick<SessionNames, 'syncedId' | 'take'>;
  onChange(): void;
}

export class RecordingCare {
  readonly #options: RecordingCareOptions;
  readonly #steady: SteadyClock;
  #retainedMs = Number.NEGATIVE_INFINITY;
  #cancel = () => {};
  #stopped = false;

  constructor(options: RecordingCareOptions) {
    this.#options = options;
    this.#steady = new SteadyClock(options.clock);
  }

  start(): void {
    this.#cancel = this.#options.clock.after(LOOK_MS, () => inBackground(this.#look(), () => this.start()));
  }

  stop(): void {
    this.#stopped = true;
    this.#cancel();
  }

  async #look(): Promise<void> {
    const { joiner, logger, session, isClockTrusted } = this.#options;
    const trusted = isClockTrusted();
    this.#steady.look(trusted);
    try {
      if (trusted) session.clockIsSet();
      // Decisions on sessions are carried out first.
      await session.settled();
      if (trusted) await this.#nameTruly();
      await this.#retain();
      await joiner.retry();
    } catch (error) {
      logger.warn({ tech: (error as Error).message }, 'the recordings cannot be looked after');
    }
    if (!this.#stopped) this.start();
  }

  async #nameTruly(): Promise<void> {
    const { clock, recordings, joiner, logger, names, onChange } = this.#options;
    for (const id of (await recordings.ids()).filter(isUnsynced)) {
      const startedMs = await recordings.startOf(id, clock);
      const to = startedMs === null ? null : names.syncedId(id, startedMs);
      if (startedMs === null || to === null || (await recordings.rename(id, to, startedMs)) !== 'renamed') continue;
      names.take(to);
      logger.info({ recording: id, to }, 'recording has its true name');
      if ((await recordings.find(to))?.parts) joiner.add(to);
      onChange();
    }
  }

  async #retain(): Promise<void> {
    const { clock, recordings, logger, recording, freeBytes, onChange } = this.#options;
    const free = freeBytes();
    if (free === null || clock.monotonicMs() - this.#retainedMs < RETENTION_MS) return;
    this.#retainedMs = clock.monotonicMs();
    const { keepDays, minFreeMegabytes } = recording();
    const removals = dueForRemoval({
      recordings: await recordings.kept(),
      nowMs: this.#steady.isSteady ? clock.wallMs() : null,
      keepDays,
      missingBytes: minFreeMegabytes * MEGABYTE + HEADROOM_BYTES - free,
    });
    for (const { id, why, bytes } of removals) {
      if ((await recordings.remove(id)) !== 'removed') continue;
      logger.info({ recording: id, why, bytes }, 'recording removed');
      onChange();
    }
  }
}
