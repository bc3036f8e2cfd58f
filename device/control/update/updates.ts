/**
 * Updates from the page: takes the file, waits for a quiet time, lets the system (`systemd/update`) install it and
 * reports the outcome. The service never touches its own program: the running version records a talk that begins
 * meanwhile, and the system waits for it.
 */
import { randomUUID } from 'node:crypto';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import type { Clock } from '../../platform/clock.ts';
import { readIfThere, writeDurably } from '../../platform/durable-file.ts';
import { inBackground } from '../../platform/in-background.ts';
import type { Logger } from '../../platform/logger.ts';
import { askUpdateProgram, type UpdateProgram, unusedVersion } from '../../platform/update-program.ts';
import { because, type Reason } from '../../reason.ts';
import { type Held, heldBack } from './held-back.ts';
import { LastSession } from './last-session.ts';
import {
  type Outcome,
  outcomeFrom,
  type PendingUpdate,
  type Progress,
  pendingFrom,
  progressFrom,
  refusalFrom,
  type UpdateState,
  updateState,
} from './update-state.ts';
import { upload } from './upload.ts';

/** Polls only while something is under way; each poll reads three small files. */
const LOOK_MS = 1000;

export interface UpdatesOptions {
  clock: Clock;
  logger: Logger;
  stateFolder: string;
  /** Null: this service was not installed, so no update is possible. */
  system: UpdateProgram | null;
  isClockTrusted(): boolean;
  /** The session that is on; null: none. */
  running(): object | null;
}

export class Updates {
  readonly #options: UpdatesOptions;
  /** The file until it is checked: a refused one does not replace the one that waits. */
  readonly #sent: string;
  readonly #file: string;
  readonly #pendingFile: string;
  #pending: PendingUpdate | null = null;
  #outcome: Outcome | null = null;
  #progress: Progress | null = null;
  /** Version to return to. */
  #before: string | null = null;
  readonly #lastSession: LastSession;
  #isTaking = false;
  #cancelLook = () => {};

  constructor(options: UpdatesOptions) {
    this.#options = options;
    this.#sent = join(options.stateFolder, 'update', 'sent.deb');
    this.#file = join(options.stateFolder, 'update', 'update.deb');
    this.#pendingFile = join(options.stateFolder, 'update', 'pending.json');
    this.#lastSession = new LastSession({ ...options, folder: options.stateFolder });
  }

  get state(): UpdateState {
    const upSeconds = this.#options.clock.monotonicMs() / 1000;
    const [pending, progress, outcome] = [this.#pending, this.#progress, this.#outcome];
    return updateState({ pending, progress, outcome, held: this.#held(), upSeconds });
  }

  /** The version that `goBack` would return to; null where there is none. */
  get before(): string | null {
    return this.#before;
  }

  /** The update in use does not start, and the package's own version runs in its place. */
  get trouble(): Reason | null {
    const version = unusedVersion();
    return version === null ? null : because('versionDamaged', 'three starts in a row', { version });
  }

  /** @param recordings give the time of the last session where no file has it. */
  async start(recordings: { id: string; startedAt: string; seconds: number }[]): Promise<void> {
    await this.#lastSession.load(recordings);
    if (this.#options.system === null) return;
    this.#pending = pendingFrom((await readIfThere(this.#pendingFile).catch(() => null)) ?? '');
    await this.#findBefore();
    await this.#look();
    this.#lookOn();
  }

  sessionIsOver(): void {
    inBackground(this.#lastSession.isOver());
  }

  stop(): void {
    this.#cancelLook();
  }

  /** Null once the update waits for its moment. It replaces one that waited before. */
  async take(body: Readable, declaredBytes: number | null): Promise<Reason | null> {
    const { system } = this.#options;
    const obstacle = this.#obstacle();
    if (system === null || obstacle) return obstacle;
    this.#isTaking = true;
    try {
      const refusal = await upload(body, declaredBytes, this.#sent);
      if (refusal) return refusal;
      const { code, out } = await askUpdateProgram(system.program, ['check', this.#sent]);
      if (code !== 0) return refusalFrom(out) ?? because('updateDamaged', out);
      const { version } = JSON.parse(out) as { version: string };
      await rename(this.#sent, this.#file);
      return await this.#keep({ id: randomUUID(), asked: 'install', version });
    } catch (error) {
      return because('updateNoRoom', String(error));
    } finally {
      await rm(this.#sent, { force: true }).catch(() => {});
      this.#isTaking = false;
    }
  }

  /** Null once no update waits any more. */
  async cancel(): Promise<Reason | null> {
    if (this.state.phase !== 'waiting') return because('updateNotWaiting', this.state.phase);
    await this.#forget();
    return null;
  }

  /** Null once the return waits for its moment. */
  async goBack(): Promise<Reason | null> {
    const obstacle = this.#obstacle();
    if (obstacle) return obstacle;
    if (this.#before === null) return because('updateNothingBefore', 'no version before');
    return this.#keep({ id: randomUUID(), asked: 'return', version: this.#before });
  }

  #held(): Held | null {
    const { ended, now } = this.#lastSession;
    return heldBack({ isSessionOn: this.#options.running() !== null, ended, now });
  }

  #obstacle(): Reason | null {
    if (this.#options.system === null) return because('updateUnavailable', 'not started by launch');
    const { phase } = this.state;
    const isBusy = this.#isTaking || phase === 'installing' || phase === 'testing';
    return isBusy ? because('updateBusy', phase) : null;
  }

  async #keep(pending: PendingUpdate): Promise<Reason | null> {
    try {
      await writeDurably(this.#pendingFile, JSON.stringify(pending));
    } catch (error) {
      return because('updateNoRoom', String(error));
    }
    this.#pending = pending;
    this.#options.logger.info({ ...pending }, 'update asked for');
    this.#lookOn();
    return null;
  }

  async #forget(): Promise<void> {
    this.#pending = null;
    for (const file of [this.#pendingFile, this.#file]) await rm(file, { force: true }).catch(() => {});
  }

  async #findBefore(): Promise<void> {
    const { system } = this.#options;
    const answer = system && (await askUpdateProgram(system.program, ['previous']).catch(() => null));
    this.#before = answer?.out.trim() || null;
  }

  async #look(): Promise<void> {
    const { logger, system } = this.#options;
    if (system === null) return;
    const read = async (file: string) => (await readIfThere(file).catch(() => null)) ?? '';
    // This order is needed: the system writes its progress before it takes the request away, and the outcome before it
    // ends.
    const isRequested = (await read(system.requestFile)) !== '';
    this.#progress = progressFrom(await read(system.progressFile));
    const outcome = outcomeFrom(await read(join(system.versionsFolder, 'outcome')));
    if (outcome && outcome.id !== this.#outcome?.id) await this.#findBefore();
    this.#outcome = outcome;
    if (this.#pending && this.#pending.id === this.#outcome?.id) {
      logger.info({ ...this.#outcome }, 'update over');
      await this.#forget();
    }
    const pending = this.#isTaking || this.#progress || this.#held() ? null : this.#pending;
    if (pending && !isRequested)
      await writeDurably(system.requestFile, `${pending.asked} ${pending.id}\n`).catch(() => {});
  }

  /** Polls until nothing is under way. */
  #lookOn(): void {
    this.#cancelLook();
    if (!this.#pending && !this.#progress) return;
    const look = () => inBackground(this.#look().finally(() => this.#lookOn()));
    this.#cancelLook = this.#options.clock.after(LOOK_MS, look);
  }
}
