/** The parts that command the session, and the care for recordings and updates between sessions. */
import { diskForTalk } from '../api/compose-status.ts';
import { RecordingCare } from '../control/care/recording-care.ts';
import { DryRun } from '../control/dry-run/dry-run.ts';
import { Panel } from '../control/panel/panel.ts';
import { isLive } from '../control/session/session-state.ts';
import { Updates } from '../control/update/updates.ts';
import { isClockTrusted } from '../platform/clock.ts';
import type { Box } from './box.ts';

export function composeControl(box: Box): void {
  composeButton(box);
  composeCare(box);
}

/** Button and lamps, and the dry run that the button starts and the lamps answer. */
function composeButton(box: Box): void {
  const { clock, log } = box.options;
  const { media, session, whole } = box;
  box.dryRun = new DryRun({
    clock,
    logger: log.logger,
    settings: box.settings,
    media,
    disk: () => diskForTalk({ recording: media.journal.status, disk: box.disk, settings: box.settings() }),
    isClockTrusted,
    onLevels: (listener) => box.sound.watch(listener),
    session: () => session.state,
    health: () => box.board.health(),
  });
  const panel = new Panel({
    clock,
    settings: box.settings().gpio,
    press: (gesture) => whole.press(gesture),
    doubleHasMeaning: () => isLive(session.state),
    onTrouble: (reason) => box.report(reason),
  });
  box.panel = panel;

  box.changes.add(() => panel.show(whole.status().lamps));
  // The lamps go out last. Until then they report truly on a talk that is being closed.
  box.components.unshift({ stop: () => panel.close() });
  box.components.push({ start: () => panel.open(), troubles: () => panel.troubles });
}

/** Work between talks: recordings get their names, are joined and removed; updates are installed. */
function composeCare(box: Box): void {
  const { options, media, session } = box;
  const { clock, log } = options;
  const care = new RecordingCare({
    clock,
    logger: log.logger,
    recordings: media.recordings,
    joiner: media.joiner,
    isClockTrusted,
    recording: () => box.settings().recording,
    freeBytes: () => (box.disk.reason ? null : box.disk.freeBytes),
    session,
    names: box.names,
    onChange: box.changed,
  });
  const updates = new Updates({ ...options, logger: log.logger, isClockTrusted, running: () => session.running });
  box.updates = updates;

  box.observers.push({ ended: () => updates.sessionIsOver() });
  box.components.push(care, {
    start: async () => updates.start(await media.recordings.list()),
    stop: () => updates.stop(),
    troubles: () => [updates.trouble],
  });
}
