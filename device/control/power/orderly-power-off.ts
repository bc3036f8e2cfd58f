/**
 * Powers the machine off after the session has ended and its recording is closed. Refused where the machine would not
 * obey.
 */
import type { Media } from '../../media/media.ts';
import type { Clock } from '../../platform/clock.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { powerOff, whyNoPowerOff } from '../../platform/power-off.ts';
import { because, type Reason } from '../../reason.ts';
import type { SessionController } from '../session/session-controller.ts';

/** A disk that takes nothing any more must not keep the machine on. */
const CLOSING_MS = 10_000;

export interface PowerOffOptions {
  clock: Clock;
  logger: Logger;
  session: Pick<SessionController, 'stop' | 'settled'>;
  media: Pick<Media, 'settled'>;
  /** Null: the machine has begun to power off. */
  onOutcome(reason: Reason | null): void;
}

/** Resolves at once, with a refusal where the machine would not obey. */
export async function orderlyPowerOff({ clock, logger, session, media, onOutcome }: PowerOffOptions) {
  const obstacle = await whyNoPowerOff();
  if (obstacle !== null) return because('powerOffUnavailable', obstacle);
  session.stop({ now: true });
  const tooLong = new Promise<void>((resolve) => clock.after(CLOSING_MS, resolve));
  const closed = Promise.all([session.settled(), media.settled()]);
  inBackground(
    Promise.race([closed, tooLong])
      .then(() => logger.info('powering off'))
      .then(powerOff)
      .then(
        () => onOutcome(null),
        (error: unknown) => onOutcome(because('powerOffFailed', String(error))),
      ),
  );
  return null;
}
