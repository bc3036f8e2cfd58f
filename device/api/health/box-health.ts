/** The board's sensors, the card's file and what the server is told, wired to the rest of the box. */
import { dirname, join } from 'node:path';
import { CardNotes } from '../../card/card-notes.ts';
import { announceTargets } from '../../control/announce/announce-targets.ts';
import { Announcer } from '../../control/announce/announcer.ts';
import { Board } from '../../health/board/board.ts';
import type { HealthItem } from '../../health/board/rules.ts';
import { Reporter } from '../../health/report/reporter.ts';
import type { Clock } from '../../platform/clock.ts';
import { isClockTrusted } from '../../platform/clock-trust.ts';
import { measureEventLoop } from '../../platform/event-loop-delay.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { runtimeFolder } from '../../platform/runtime-folder.ts';
import type { SettingsStore } from '../../settings/settings-store.ts';
import type { Status } from '../contract/status.ts';
import type { Listeners } from '../listeners.ts';
import { ownReports } from '../metrics/own-reports.ts';
import { takeMoment } from '../metrics/take-moment.ts';

export interface BoxHealthOptions {
  clock: Clock;
  logger: Logger;
  settings: Pick<SettingsStore, 'current' | 'onChange'>;
  /** In the state folder. */
  recordingsFolder: string;
  box: { status(): Status; isHealthy(): boolean; session: { state: { phase: string } } };
  onChange(): void;
  /** Of the status. */
  changes: Listeners<[]>;
}

export class BoxHealth {
  readonly board: Board;
  readonly reporter: Reporter;
  readonly card: CardNotes;
  readonly #announcer: Announcer;
  readonly #onChange: () => void;

  constructor(options: BoxHealthOptions) {
    const { clock, logger, settings, recordingsFolder, box, onChange, changes } = options;
    const runtime = runtimeFolder();
    this.#onChange = onChange;
    this.card = new CardNotes(dirname(recordingsFolder));
    this.board = new Board({
      clock,
      root: '/',
      recordingsFolder,
      memoryFile: runtime && join(runtime, 'boot.json'),
      isClockTrusted,
      needsNetwork: () => {
        const { destinations, report } = settings.current();
        return report.url !== '' || destinations.some(({ enabled }) => enabled);
      },
      onChange,
    });
    this.reporter = new Reporter({
      clock,
      logger,
      settings: () => settings.current().report,
      reports: () => ownReports(takeMoment(box.status(), this.board.facts, box.isHealthy())),
      isLinkThin: () => box.status().destinations.some(({ level }) => level === 'voice' || level === 'stills'),
      onChange,
    });
    this.#announcer = new Announcer({
      clock,
      logger,
      moment: () => box.status(),
      targets: () => announceTargets(settings.current()),
    });
    changes.add(() => {
      measureEventLoop(box.session.state.phase !== 'ready');
      this.#announcer.look();
    });
    settings.onChange((now, before) => {
      if (JSON.stringify(now.report) !== JSON.stringify(before.report)) this.reporter.settingsChanged();
    });
  }

  get items(): HealthItem[] {
    return [...this.board.items, ...this.card.items];
  }

  start(): void {
    inBackground(this.card.load().then(this.#onChange));
    this.board.start();
    this.reporter.start();
  }

  stop(): void {
    this.board.stop();
    this.reporter.stop();
    this.#announcer.stop();
  }
}
