/** Composition root: makes every part of the box, starts them in order, stops them in reverse. */
import { join } from 'node:path';
import { Auth } from './api/auth.ts';
import type { Refusal } from './api/collaborators.ts';
import { composeStatus, diskForTalk } from './api/compose-status.ts';
import type { Status } from './api/contract/status.ts';
import { BoxHealth } from './api/health/box-health.ts';
import { Listeners } from './api/listeners.ts';
import { PagePort } from './api/page-port.ts';
import { createServer } from './api/server.ts';
import type { Gesture } from './control/button/gesture.ts';
import { RecordingCare } from './control/care/recording-care.ts';
import { DryRun } from './control/dry-run/dry-run.ts';
import { Panel } from './control/panel/panel.ts';
import { orderlyPowerOff } from './control/power/orderly-power-off.ts';
import { isLive } from './control/session/is-live.ts';
import { isMuted } from './control/session/is-muted.ts';
import { SessionController, type WrittenPart } from './control/session/session-controller.ts';
import { SessionNames } from './control/session/session-names.ts';
import { Updates } from './control/update/updates.ts';
import { DestinationHistory, SAMPLE_EVERY_MS } from './health/destination-history.ts';
import { DiskSpace } from './health/disk-space.ts';
import { MediaProgress } from './health/media-progress.ts';
import { Troubles } from './health/troubles.ts';
import { LevelMeter } from './media/analysis/level-meter.ts';
import { MediaAnalysis } from './media/analysis/media-analysis.ts';
import { Media, type MediaOptions } from './media/media.ts';
import { deviceList } from './media/source/device-list.ts';
import type { Clock } from './platform/clock.ts';
import { isClockTrusted } from './platform/clock-trust.ts';
import { readIfThere, writeDurably } from './platform/durable-file.ts';
import { inBackground } from './platform/in-background.ts';
import type { Log } from './platform/logger.ts';
import { pageAddresses, thisMachine } from './platform/page-addresses.ts';
import { timeFacts } from './platform/time-facts.ts';
import type { UpdateProgram } from './platform/update-program.ts';
import { volatileFolder } from './platform/volatile-folder.ts';
import type { Language, Reason } from './reason.ts';
import { Receipts } from './receipt/receipts.ts';
import type { SettingsStore } from './settings/settings-store.ts';

/** Seconds on lamps and page, and whether media arrives. */
const TICK_MS = 1000;
/** At most ten changes a second reach the page. */
const COALESCE_MS = 100;

export interface ApplianceOptions {
  clock: Clock;
  log: Log;
  settings: SettingsStore;
  /** `DIR`: session, recordings, passwords. */
  stateFolder: string;
  webUiFolder: string;
  /** Arguments to node that run a media worker. */
  entries: MediaOptions['entries'];
  version: string;
  /** Who installs updates; null: nobody. */
  system: UpdateProgram | null;
  /** Ends the service, to be started again by whoever started it; or why nobody would. */
  restart(): Refusal;
}

export class Appliance {
  readonly session: SessionController;
  readonly media: Media;
  readonly panel: Panel;
  readonly #options: ApplianceOptions;
  readonly #names: SessionNames;
  readonly #disk: DiskSpace;
  readonly #health: BoxHealth;
  readonly #care: RecordingCare;
  readonly #auth: Auth;
  readonly #dryRun: DryRun;
  readonly #sound: LevelMeter;
  readonly #analysis: MediaAnalysis;
  readonly #history = new DestinationHistory();
  readonly #receipts: Receipts;
  readonly #updates: Updates;
  readonly #changes = new Listeners<[]>();
  readonly troubles = new Troubles<WrittenPart | 'page' | 'powerOff' | 'inside'>((news) => this.#report(news));
  readonly #progress: MediaProgress;
  #page: PagePort | null = null;
  #cancelTick = () => {};
  #cancelChange: (() => void) | null = null;

  constructor(options: ApplianceOptions) {
    this.#options = options;
    const { clock, log, settings, stateFolder } = options;
    const desiredFile = join(stateFolder, 'session.json');
    const recordingsFolder = join(stateFolder, 'recordings');
    this.#progress = new MediaProgress(clock);
    this.#names = new SessionNames({ clock, settings: () => settings.current() });
    this.#disk = new DiskSpace(recordingsFolder, clock, () => this.#health.card.lost);
    this.#health = new BoxHealth({
      clock,
      logger: log.logger,
      settings,
      recordingsFolder,
      box: this,
      onChange: () => this.#changed(),
      changes: this.#changes,
    });
    this.#sound = new LevelMeter({
      clock,
      setMetered: (on) => this.media.capture.setMetered(on),
      isMuted: () => isMuted(this.session.state),
    });
    this.#analysis = new MediaAnalysis({ clock, onChange: () => this.#changed() });
    this.#auth = new Auth({ file: join(stateFolder, 'auth.json'), clock });
    this.panel = new Panel({
      clock,
      settings: settings.current().gpio,
      press: (gesture) => this.press(gesture),
      doubleHasMeaning: () => isLive(this.session.state),
      onTrouble: (reason) => this.#report(reason),
    });
    this.media = new Media({
      clock,
      logger: log.logger,
      settings: () => settings.current(),
      recordingsFolder,
      volatileFolder: volatileFolder(stateFolder),
      entries: options.entries,
      session: () => this.session.running,
      onChange: () => this.#changed(),
      onWritten: (bytes, tookMs) => this.#health.board.written(bytes, tookMs),
      onWorkerCrashed: (kind) => this.#health.board.workerEnded(kind),
      onLevels: (levels) => {
        this.#sound.push(levels);
        this.#analysis.pushLevels(levels);
      },
      analysis: this.#analysis,
      watchLevels: (listener) => this.#sound.watch(listener),
    });
    this.session = new SessionController({
      clock,
      language: () => settings.current().room.language,
      newSession: (request) => this.#names.newSession(request),
      readDesired: () => readIfThere(desiredFile),
      saveDesired: (text) => writeDurably(desiredFile, text, 0o600),
      saveSession: async ({ id, title, startedWallMs, startedOn, marks, recorded }) => {
        const startedAt = new Date(startedWallMs).toISOString();
        if (recorded) await this.media.recordings.saveFacts(id, { title, startedAt, startedOn, marks });
      },
      applyWish: (wish) => this.media.apply(wish),
      finishRecording: (session, written) => {
        const stopped = written.then(() => this.media.journal.ensureStopped(session.id));
        this.media.joiner.add(session.id, stopped);
        inBackground(written.then(() => this.#receipts.over(session, session.secondsBefore)));
        this.#updates.sessionIsOver();
      },
      dryRun: () => inBackground(this.#dryRunByButton()),
      onChange: () => this.#changed(),
      onTrouble: (part, reason) => this.troubles.set(part, reason),
    });
    this.#dryRun = new DryRun({
      clock,
      logger: log.logger,
      settings: () => settings.current(),
      media: this.media,
      disk: () => diskForTalk({ recording: this.media.journal.status, disk: this.#disk, settings: settings.current() }),
      isClockTrusted,
      onLevels: (listener) => this.#sound.watch(listener),
      session: () => this.session.state,
      health: () => this.#health.board.health(),
    });
    this.#receipts = new Receipts({
      clock,
      logger: log.logger,
      settings: () => settings.current(),
      folder: join(stateFolder, 'receipts'),
      recordingsFolder,
      recordings: this.media.recordings,
      measurer: this.media.measurer,
      isClockTrusted,
      addresses: () => pageAddresses(this.address, thisMachine()),
      onChange: () => this.#changed(),
    });
    const running = () => this.session.running;
    this.#updates = new Updates({ ...options, logger: log.logger, isClockTrusted, running });
    this.#care = new RecordingCare({
      clock,
      logger: log.logger,
      recordings: this.media.recordings,
      joiner: this.media.joiner,
      isClockTrusted,
      recording: () => settings.current().recording,
      freeBytes: () => (this.#disk.reason ? null : this.#disk.freeBytes),
      session: this.session,
      names: this.#names,
      onChange: () => this.#changed(),
    });
  }

  /** @throws when the state folder cannot be written. */
  async start(): Promise<void> {
    const { settings, log } = this.#options;
    log.hide(settings.secrets());
    // A disk that cannot take it does not stop the start.
    await settings.keepCopy().catch(() => {});
    settings.onChange((now, before) => {
      log.hide(settings.secrets());
      this.media.settingsChanged(now, before);
      this.#receipts.sender.hurry();
      this.#changed();
    });
    await this.media.start();
    await this.#disk.start();
    await this.#auth.load();
    this.#auth.changes.add(() => this.#changed());
    for (const { id } of await this.media.recordings.list()) this.#names.take(id);
    await this.session.restore();
    await this.media.joinUnfinished();
    await this.#receipts.start(this.session.running?.id ?? null);
    this.#care.start();
    this.#health.start();
    await this.#updates.start(await this.media.recordings.list());
    this.#tick();
    await this.panel.open();
    this.#changed();
    await this.#listen();
  }

  /** The recording is closed and publications are ended; a running session stays desired. */
  async stop(): Promise<void> {
    this.#cancelTick();
    this.#cancelChange?.();
    for (const part of [this.#disk, this.#care, this.#health, this.#updates]) part.stop();
    await this.#page?.close();
    await this.session.close();
    // Beside each other: a recording that is being measured is let go, and a message that is under way.
    await Promise.all([this.#receipts.stop(), this.media.close()]);
    this.panel.close();
  }

  /** The dry run by itself, for the command line: nothing else of the box is started. */
  async check({ mayPublish }: { mayPublish: boolean }) {
    await this.media.start();
    await this.#disk.start();
    const outcome = await this.#dryRun.run({ mayPublish }).finally(() => this.#disk.stop());
    await this.media.close();
    return outcome;
  }

  /** The button, real or played by a keyboard. `end`: stop at once, without the end slate. */
  press(gesture: Gesture | 'end'): void {
    if (gesture === 'startUpHold') inBackground(this.forgetPassword('button'));
    else if (gesture === 'longHold') inBackground(this.powerOff().then((no) => this.troubles.set('powerOff', no)));
    if (gesture === 'startUpHold' || gesture === 'longHold') return;
    const refusal = gesture === 'end' ? this.session.stop({ now: true }) : this.session.press(gesture);
    if (refusal) this.#options.log.logger.info({ gesture, code: refusal.code }, 'press refused');
  }

  /** Whoever opens the page next chooses a new one. */
  async forgetPassword(by: 'button' | 'command'): Promise<void> {
    const { logger } = this.#options.log;
    await this.#auth.reset().then(
      () => logger.warn({ by }, 'password forgotten'),
      (error: unknown) => logger.error({ by, tech: String(error) }, 'the password file cannot be removed'),
    );
  }

  powerOff(): Promise<Refusal> {
    const { clock, log } = this.#options;
    const onOutcome = (reason: Reason | null) => this.troubles.set('powerOff', reason);
    return orderlyPowerOff({ clock, logger: log.logger, session: this.session, media: this.media, onOutcome });
  }

  get room(): { language: Language } {
    return this.#options.settings.current().room;
  }

  /** Where the page listens. */
  get address(): { host: string; port: number } {
    return this.#page?.address ?? { host: '', port: 0 };
  }

  status(language: Language = this.room.language): Status {
    const { clock, settings, version } = this.#options;
    return composeStatus({
      version,
      language,
      ...timeFacts(clock),
      settings: settings.current(),
      session: this.session.state,
      ...this.session.times(),
      recording: this.media.journal.status,
      destinations: this.media.destinations,
      camera: this.media.capture.camera,
      microphone: this.media.capture.microphone,
      levels: this.#sound.newest,
      isSilent: this.#sound.isSilent,
      analysis: this.#analysis,
      mediaFault: this.media.fault,
      troubles: [
        settings.trouble,
        this.#auth.trouble,
        this.#health.reporter.reason,
        ...this.media.capture.troubles,
        ...this.panel.troubles,
        ...this.#receipts.troubles,
        ...this.troubles.reasons,
        this.#updates.trouble,
      ].filter((reason) => reason !== null),
      disk: this.#disk,
      board: this.#health.items,
    });
  }

  async #listen(): Promise<void> {
    const { clock, log, settings, webUiFolder } = this.#options;
    const server = await createServer({
      auth: this.#auth,
      webUiFolder,
      logger: log.logger,
      collaborators: {
        status: {
          current: (language) => this.status(language),
          onChange: (listener) => this.#changes.add(listener),
          onLevels: (listener) => this.#sound.watch(listener),
        },
        history: () => ({ everySeconds: SAMPLE_EVERY_MS / 1000, destinations: this.#history.all() }),
        board: () => this.#health.board.facts,
        card: () => this.#health.card.record,
        session: this.session,
        recordings: this.media.recordings,
        settings,
        devices: () =>
          deviceList(settings.current(), { capture: this.media.capture.pids, trial: this.media.trials.pids }),
        checks: () => this.#dryRun.run(),
        preview: { subscribe: (listener) => this.media.capture.subscribePreview(listener) },
        addresses: () => pageAddresses(this.address, thisMachine()),
        trials: this.media.trials,
        receipts: this.#receipts,
        lan: this.media.lanHls,
        log: { tail: (lines) => log.tail(lines) },
        system: { restart: async () => this.#options.restart(), powerOff: () => this.powerOff() },
        updates: this.#updates,
        healthy: () => this.isHealthy(),
      },
    });
    this.#page = new PagePort({
      clock,
      logger: log.logger,
      server,
      wanted: () => settings.current().web,
      language: () => this.room.language,
      onTrouble: (reason) => this.troubles.set('page', reason),
    });
    await this.#page.open();
  }

  /** The truth about a talk that has begun meanwhile comes first. */
  async #dryRunByButton(): Promise<void> {
    this.panel.dryRunBegins();
    const outcome = await this.#dryRun.run();
    if (this.session.state.phase === 'ready') this.panel.answer(outcome);
  }

  #report(reason: Reason | null): void {
    if (reason) this.#options.log.logger.error({ code: reason.code, tech: reason.tech }, 'trouble');
    this.#changed();
  }

  /** Media makes progress as the session promises. */
  isHealthy(): boolean {
    return !isLive(this.session.state) || !this.#progress.isStuck;
  }

  #tick(): void {
    this.#cancelTick = this.#options.clock.after(TICK_MS, () => {
      this.#look();
      const { state } = this.session;
      if (state.phase !== 'ready') {
        this.#history.look(this.#options.clock.monotonicMs(), state.session.id, () => this.status().destinations);
        if (isLive(state)) this.#receipts.follow(state.session, this.session.seconds(), this.media.destinations);
        this.#changed();
      }
      this.#tick();
    });
  }

  #look(): void {
    if (!this.media.capture.isHearing) this.#sound.reset();
    const { phase } = this.session.state;
    this.#progress.look(phase === 'ready' || this.media.isFlowing);
    if (phase === 'starting' && this.media.isFlowing) this.session.notice({ type: 'mediaArrived' });
  }

  #changed(): void {
    this.#cancelChange ??= this.#options.clock.after(COALESCE_MS, () => {
      this.#cancelChange = null;
      this.#look();
      this.panel.show(this.status().lamps);
      this.#changes.tell();
    });
  }
}
