/** The board's sensors, the card's file, and the reports on them to the association's server. */

import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { ownReports } from '../api/metrics/own-reports.ts';
import { takeMoment } from '../api/metrics/take-moment.ts';
import { CardNotes } from '../card/card-notes.ts';
import { announceTargets } from '../control/announce/announce-targets.ts';
import { Announcer } from '../control/announce/announcer.ts';
import { Board } from '../health/board/board.ts';
import { Reporter } from '../health/report/reporter.ts';
import { WORKER_ROLES } from '../media/worker/worker-pool.ts';
import { isClockTrusted } from '../platform/clock.ts';
import { measureEventLoop } from '../platform/event-loop-delay.ts';
import { inBackground } from '../platform/in-background.ts';
import { runtimeFolder } from '../platform/volatile-folder.ts';
import type { Box } from './box.ts';

export function composeHealth(box: Box): void {
  const { clock, log, settings } = box.options;
  const { changed, recordingsFolder, whole } = box;
  const runtime = runtimeFolder();
  const card = new CardNotes(dirname(recordingsFolder));
  const board = new Board({
    clock,
    root: '/',
    recordingsFolder,
    memoryFile: runtime && join(runtime, 'boot.json'),
    workerRoles: WORKER_ROLES,
    isClockTrusted,
    needsNetwork: () => {
      const { destinations, report } = box.settings();
      return report.url !== '' || destinations.some(({ enabled }) => enabled);
    },
    onChange: changed,
  });
  const reporter = new Reporter({
    clock,
    logger: log.logger,
    settings: () => box.settings().report,
    reports: () => ownReports(takeMoment(whole.status(), board.facts, whole.isHealthy())),
    uplink: box.uplink,
    onChange: changed,
  });
  const announcer = new Announcer({
    clock,
    logger: log.logger,
    moment: () => whole.status(),
    targets: () => announceTargets(box.settings()),
  });
  box.board = board;
  box.card = card;

  settings.onChange((now, before) => {
    if (!isDeepStrictEqual(now.report, before.report)) reporter.settingsChanged();
  });
  box.changes.add(() => {
    measureEventLoop(box.session.state.phase !== 'ready');
    announcer.look();
  });
  box.components.push(
    { start: () => inBackground(card.load().then(changed)) },
    board,
    { start: () => reporter.start(), stop: () => reporter.stop(), troubles: () => [reporter.reason] },
    { stop: () => announcer.stop() },
  );
}
