/**
 * The box while it is put together: what every area is given, and where it leaves what others may ask for. An area's file
 * makes its components and adds them to `components`; it reaches those of other areas in closures only, which run once all are there.
 */
import { join } from 'node:path';
import type { Auth } from '../api/auth.ts';
import type { Status } from '../api/contract/status.ts';
import { Listeners } from '../api/listeners.ts';
import type { Refusal } from '../api/ports.ts';
import type { CardNotes } from '../card/card-notes.ts';
import type { Gesture } from '../control/button/gesture.ts';
import type { DryRun } from '../control/dry-run/dry-run.ts';
import type { Panel } from '../control/panel/panel.ts';
import type { Pulse } from '../control/session/pulse.ts';
import type { SessionController, WrittenPart } from '../control/session/session-controller.ts';
import type { SessionNames } from '../control/session/session-names.ts';
import type { SessionObserver } from '../control/session/session-observer.ts';
import type { Updates } from '../control/update/updates.ts';
import type { Board } from '../health/board/board.ts';
import type { DestinationHistory } from '../health/destination-history.ts';
import type { DiskSpace } from '../health/disk-space.ts';
import { Troubles } from '../health/troubles.ts';
import type { LevelMeter } from '../media/analysis/level-meter.ts';
import type { MediaAnalysis } from '../media/analysis/media-analysis.ts';
import type { Media, MediaOptions } from '../media/media.ts';
import type { WorkerRole } from '../media/worker/worker-pool.ts';
import type { UplinkBudget } from '../net/uplink-budget.ts';
import type { Clock } from '../platform/clock.ts';
import type { Log } from '../platform/logger.ts';
import type { UpdateProgram } from '../platform/update-program.ts';
import type { Language, Reason } from '../reason.ts';
import type { Receipts } from '../receipt/receipts.ts';
import type { Settings } from '../settings/settings-schema.ts';
import type { SettingsStore } from '../settings/settings-store.ts';
import type { Component } from './component.ts';

/** At most ten changes a second reach the page. */
const COALESCE_MS = 100;

export interface BoxOptions {
  clock: Clock;
  log: Log;
  settings: SettingsStore;
  /** `DIR`: session, recordings, passwords. */
  stateFolder: string;
  webUiFolder: string;
  apiDocumentFile: string;
  /** Arguments to node that run a media worker. */
  entries: MediaOptions['entries'];
  version: string;
  /** Who installs updates; null: nobody. */
  system: UpdateProgram | null;
  /** Ends the service, to be started again by whoever started it; or why nobody would. */
  restart(): Refusal;
}

/** What the whole box is asked, beside what its areas are. */
export interface Whole {
  /** With its sentences in that language, else in the room's. */
  status(language?: Language): Status;
  /** Media makes progress as the session promises. */
  isHealthy(): boolean;
  /** The button, real or played by a keyboard. */
  press(gesture: Gesture): void;
  /** Null: the machine has begun to go off. */
  powerOff(): Promise<Refusal>;
}

export class Box {
  readonly options: BoxOptions;
  readonly whole: Whole;
  /** In the order in which they start. */
  readonly components: Component[] = [];
  readonly observers: SessionObserver[] = [];
  /** Told after each change of the status, at most ten times a second. */
  readonly changes = new Listeners<[]>();
  readonly troubles = new Troubles<WrittenPart | 'page' | 'powerOff' | 'inside'>((news) => this.report(news));
  #cancelChange: (() => void) | null = null;

  media!: Media;
  sound!: LevelMeter;
  analysis!: MediaAnalysis;
  disk!: DiskSpace;
  board!: Board<WorkerRole>;
  uplink!: UplinkBudget;
  card!: CardNotes;
  names!: SessionNames;
  session!: SessionController;
  pulse!: Pulse;
  dryRun!: DryRun;
  panel!: Panel;
  updates!: Updates;
  history!: DestinationHistory;
  receipts!: Receipts;
  auth!: Auth;
  /** Where the page listens; empty and 0 while it does not. */
  address: () => { host: string; port: number } = () => ({ host: '', port: 0 });

  constructor(options: BoxOptions, whole: Whole) {
    this.options = options;
    this.whole = whole;
  }

  get recordingsFolder(): string {
    return join(this.options.stateFolder, 'recordings');
  }

  /** As they are now; whoever keeps them keeps old ones. */
  readonly settings = (): Settings => this.options.settings.current();

  /** Something of the status has changed. */
  readonly changed = (): void => {
    this.#cancelChange ??= this.options.clock.after(COALESCE_MS, () => {
      this.#cancelChange = null;
      this.changes.notify();
    });
  };

  /** What is new among troubles; null: one is over. */
  report(reason: Reason | null): void {
    if (reason) this.options.log.logger.error({ code: reason.code, tech: reason.tech }, 'trouble');
    this.changed();
  }

  /** Nobody is told of what changes from now on. */
  silence(): void {
    this.changes.clear();
    this.#cancelChange?.();
  }
}
