/** The whole box: its areas, in the order in which they start and answer. */

import { composeStatus } from './api/compose-status.ts';
import type { Status } from './api/contract/status.ts';
import type { Refusal } from './api/ports.ts';
import { Box, type BoxOptions, type Whole } from './compose/box.ts';
import { composeControl } from './compose/control.ts';
import { composeHealth } from './compose/health.ts';
import { composeMedia } from './compose/media.ts';
import { composePage } from './compose/page.ts';
import { composeReceipt } from './compose/receipt.ts';
import { composeSession } from './compose/session.ts';
import { composeSupport } from './compose/support.ts';
import type { Gesture } from './control/button/gesture.ts';
import type { DryRunOutcome } from './control/dry-run/dry-run.ts';
import { orderlyPowerOff } from './control/power/orderly-power-off.ts';
import { timeFacts } from './platform/clock.ts';
import { inBackground } from './platform/in-background.ts';
import type { Language, Reason } from './reason.ts';

/** A new area is its file in `compose/` and a line here. The components start in this order and stop in reverse. */
const AREAS = [
  composeMedia,
  composeSession,
  composeReceipt,
  composeHealth,
  composeControl,
  composeSupport,
  composePage,
];

export class Appliance implements Whole {
  readonly #box: Box;

  constructor(options: BoxOptions) {
    this.#box = new Box(options, this);
    for (const compose of AREAS) compose(this.#box);
  }

  get session() {
    return this.#box.session;
  }

  get media() {
    return this.#box.media;
  }

  get panel() {
    return this.#box.panel;
  }

  get troubles() {
    return this.#box.troubles;
  }

  get room(): { language: Language } {
    return this.#box.settings().room;
  }

  /** Address where the page listens. */
  get address(): { host: string; port: number } {
    return this.#box.address();
  }

  /** @throws when the state folder cannot be written. */
  async start(): Promise<void> {
    const { settings, log } = this.#box.options;
    log.hide(settings.secrets());
    settings.onChange(() => {
      log.hide(settings.secrets());
      this.#box.changed();
    });
    // A disk that cannot take the copy does not stop the start.
    await settings.keepCopy().catch(() => {});
    for (const component of this.#box.components) await component.start?.();
    this.#box.changed();
  }

  /** Closes the recording and ends publications. A running session stays the target after a restart. */
  async stop(): Promise<void> {
    this.#box.silence();
    for (const component of this.#box.components.toReversed()) await component.stop?.();
  }

  /** The dry run alone, for the command line. No other part of the box is started. */
  async check({ mayPublish }: { mayPublish: boolean }): Promise<DryRunOutcome> {
    const { media, disk, dryRun } = this.#box;
    await media.start();
    await disk.start();
    const outcome = await dryRun.run({ mayPublish }).finally(() => disk.stop());
    await media.close();
    return outcome;
  }

  /** The start button, real or played by a keyboard. `end`: stop at once, without the end slate. */
  press(gesture: Gesture | 'end'): void {
    const { session, troubles, options } = this.#box;
    if (gesture === 'startUpHold') {
      inBackground(this.forgetPassword('button'));
    } else if (gesture === 'longHold') {
      inBackground(this.powerOff().then((refusal) => troubles.set('powerOff', refusal)));
    } else {
      const refusal = gesture === 'end' ? session.stop({ now: true }) : session.press(gesture);
      if (refusal) options.log.logger.info({ gesture, code: refusal.code }, 'press refused');
    }
  }

  /** Forgets the password of the page. The next visitor chooses a new one. */
  async forgetPassword(by: 'button' | 'command'): Promise<void> {
    const { logger } = this.#box.options.log;
    await this.#box.auth.reset().then(
      () => logger.warn({ by }, 'password forgotten'),
      (error: unknown) => logger.error({ by, tech: String(error) }, 'the password file cannot be removed'),
    );
  }

  powerOff(): Promise<Refusal> {
    const { options, session, media, troubles } = this.#box;
    const onOutcome = (reason: Reason | null) => troubles.set('powerOff', reason);
    return orderlyPowerOff({ clock: options.clock, logger: options.log.logger, session, media, onOutcome });
  }

  isHealthy(): boolean {
    return this.#box.pulse.isHealthy;
  }

  status(language: Language = this.room.language): Status {
    const { options, media, session, sound, analysis, disk, board, card, components, troubles } = this.#box;
    const { clock, settings, version } = options;
    return composeStatus({
      version,
      language,
      ...timeFacts(clock),
      settings: settings.current(),
      session: session.state,
      ...session.times(),
      recording: media.journal.status,
      destinations: media.destinations,
      camera: media.capture.camera,
      microphone: media.capture.microphone,
      levels: sound.newest,
      isSilent: sound.isSilent,
      analysis,
      mediaFault: media.fault,
      troubles: [settings.trouble, ...components.flatMap((one) => one.troubles?.() ?? []), ...troubles.reasons].filter(
        (reason) => reason !== null,
      ),
      disk,
      board: [...board.items, ...card.items],
    });
  }
}
