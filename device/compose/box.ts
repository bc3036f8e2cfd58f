/**
 * The box while it is put together: what every area receives, and where it leaves what other areas may ask for. An
 * area's file makes its components and adds them to `components`. It reaches components of other areas in closures
 * only; these run once all are there.
 */
import { join } from 'node:path';
import type { Auth } from '../api/auth.ts';
import type { Status } from '../api/contract/status.ts';
import { Listeners } from '../api/listeners.ts';
import type { Collaborators, Refusal } from '../api/ports.ts';
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
  /** Arguments to node that run a media worker, and those for the process that examines the machine. */
  entries: MediaOptions['entries'] & { facts: string[] };
  version: string;
  /** Program that installs updates; null where there is none. */
  system: UpdateProgram | null;
  /** Ends the service, so that whoever started it starts it again. Refused, with the reason, where nobody would. */
  restart(): Refusal;
}

/** Questions to the box as a whole, beside those to its areas. */
export interface Whole {
  /** The status with its sentences in that language, or else in the room's. */
  status(language?: Language): Status;
  /** True while media makes progress as the session promises. */
  isHealthy(): boolean;
  /** The start button, real or played by a keyboard. */
  press(gesture: Gesture): void;
  /** Null: the machine has begun to power off. */
  powerOff(): Promise<Refusal>;
}

export class Box {
  readonly options: BoxOptions;
  readonly whole: Whole;
  /** Components in the order in which they start. */
  readonly components: Component[] = [];
  readonly observers: SessionObserver[] = [];
  /** Notified after every change of the status, at most ten times a second. */
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
  support!: Collaborators['support'];
  auth!: Auth;
  /** Address where the page listens; empty and 0 while it does not. */
  address: () => { host: string; port: number } = () => ({ host: '', port: 0 });

  constructor(options: BoxOptions, whole: Whole) {
    this.options = options;
    this.whole = whole;
  }

  get recordingsFolder(): string {
    return join(this.options.stateFolder, 'recordings');
  }

  /** The settings in force at this moment. A caller that keeps them keeps old ones. */
  readonly settings = (): Settings => this.options.settings.current();

  /** Call when something of the status has changed. */
  readonly changed = (): void => {
    this.#cancelChange ??= this.options.clock.after(COALESCE_MS, () => {
      this.#cancelChange = null;
      this.changes.notify();
    });
  };

  /** Logs a new trouble; null when one is over. */
  report(reason: Reason | null): void {
    if (reason) this.options.log.logger.error({ code: reason.code, tech: reason.tech }, 'trouble');
    this.changed();
  }

  /** Ends all notifications: later changes reach no listener. */
  silence(): void {
    this.changes.clear();
    this.#cancelChange?.();
  }
}
