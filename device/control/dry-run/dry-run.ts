/** The dry run: tries each thing that a talk will need, and reports in one sentence whether it is well. */

import type { DiskWarning } from '../../health/disk-warning.ts';
import type { AudioLevels } from '../../media/gst/pipeline.ts';
import type { Media } from '../../media/media.ts';
import type { DestinationStatus } from '../../media/published-destination.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/logger.ts';
import { because, type Reason, withoutRecording } from '../../reason.ts';
import type { Settings } from '../../settings/settings-schema.ts';
import type { SessionState } from '../session/session-state.ts';
import { isMuted } from '../session/session-state.ts';
import { type Check, check, type Verdict } from './check.ts';
import { talkDestinations, triedDestinations } from './destination-checks.ts';
import { watchDevices } from './watch-devices.ts';

export interface DryRunOptions {
  clock: Clock;
  logger: Logger;
  settings(): Settings;
  media: Media;
  /** `remainingSeconds`: seconds of recording that still fit. */
  disk(): DiskWarning & { remainingSeconds: number };
  isClockTrusted(): boolean;
  onLevels(listener: (levels: AudioLevels) => void): () => void;
  /** The dry run must not disturb a talk that is on. */
  session(): SessionState;
  /** Power and temperature of the board. Empty where nothing is known of it; never rejects. */
  health(): Promise<{ id: string; level: Verdict['level']; reason: Reason | null }[]>;
}

export interface DryRunOutcome {
  /** True when no check fails. */
  ok: boolean;
  /** Checks in the order of their lines. */
  checks: Check[];
}

export class DryRun {
  readonly #options: DryRunOptions;
  #running: Promise<DryRunOutcome> | null = null;

  constructor(options: DryRunOptions) {
    this.#options = options;
  }

  /**
   * Takes at most 15 s. One at a time, because it opens the camera: concurrent callers get the same answer. @param
   * mayPublish false: another process of this box may be on air
   */
  run({ mayPublish = true } = {}): Promise<DryRunOutcome> {
    this.#running ??= this.#try(mayPublish).finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #try(mayPublish: boolean): Promise<DryRunOutcome> {
    const { clock, logger, media, onLevels, session, health, isClockTrusted } = this.#options;
    const settings = this.#options.settings();
    const [devices, destinations, board] = await Promise.all([
      watchDevices({ clock, media, settings, isHidden: isMuted(session()), onLevels }),
      this.#destinations(settings, mayPublish),
      health(),
    ]);
    const checks = [
      ...devices,
      check('disk', this.#disk(settings)),
      check('clock', clockVerdict(isClockTrusted())),
      ...destinations,
      ...boardChecks(board),
    ];
    const bad = checks.filter(({ level }) => level !== 'ok');
    logger.info(
      { bad: bad.map(({ line, id, reason }) => ({ line, id, code: reason.code, tech: reason.tech })) },
      'dry run',
    );
    return { ok: checks.every(({ level }) => level !== 'failing'), checks };
  }

  async #destinations(settings: Settings, mayPublish: boolean): Promise<Check[]> {
    const { media, session } = this.#options;
    const enabled = settings.destinations.filter((one) => one.enabled);
    if (session().phase !== 'ready') {
      return talkDestinations(
        enabled,
        settings.recording.enabled ? media.destinations : media.destinations.map(unrecorded),
      );
    }
    const outcomes = await media.rehearsal.run({ mayPublish });
    const tried = enabled.flatMap((destination) => {
      const outcome = outcomes.get(destination.id);
      return outcome ? [{ destination, outcome }] : [];
    });
    return triedDestinations(tried, {
      neededKbps: media.rehearsal.neededKbps,
      limits: media.qualityLimits,
      mayPublish,
    });
  }

  #disk({ recording }: Settings): Verdict {
    const { level, reason, remainingSeconds } = this.#options.disk();
    if (!recording.enabled) return { level: 'ok', reason: because('diskUnused', 'as the settings say') };
    const room = because('diskRoom', `${remainingSeconds} s left`, { time: hoursAndMinutes(remainingSeconds) });
    return { level, reason: reason ?? room };
  }
}

function clockVerdict(isTrusted: boolean): Verdict {
  return isTrusted
    ? { level: 'ok', reason: because('clockRight', 'synchronised') }
    : { level: 'degraded', reason: because('clockNotTrusted', 'no time synchronisation yet') };
}

/** One line where all is well; otherwise each item that is not. */
function boardChecks(items: Awaited<ReturnType<DryRunOptions['health']>>): Check[] {
  const bad = items.flatMap(({ id, level, reason }) => (reason ? [check('power', { level, reason }, id)] : []));
  if (items.length === 0 || bad.length > 0) return bad;
  return [check('power', { level: 'ok', reason: because('boardWell', items.map(({ id }) => id).join()) })];
}

const unrecorded = (state: DestinationStatus) => ({ ...state, reason: withoutRecording(state.reason) });

/** Text such as `9 h 20 min`, the same in every language of the box. */
function hoursAndMinutes(seconds: number): string {
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
