/**
 * The receipt of each talk: follows the talk, waits until its recording is finished and measured, keeps the receipt beside the
 * recording and puts a message for each recipient into the outbox. Any restart goes on where it was: the note of the talk goes
 * last, and nothing is sent before.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { RECEIPT_NAME } from '../media/journal/recording-folder.ts';
import { isUnsynced, type RecordingLibrary, type RecordingSummary } from '../media/journal/recording-library.ts';
import type { FileFigures } from '../media/measure/measure-job.ts';
import type { RecordingMeasurer } from '../media/measure/recording-measurer.ts';
import type { UplinkBudget } from '../net/uplink-budget.ts';
import type { Clock } from '../platform/clock.ts';
import { writeDurably } from '../platform/durable-file.ts';
import type { Logger } from '../platform/logger.ts';
import { because, type Language, type Reason } from '../reason.ts';
import type { Settings } from '../settings/settings-schema.ts';
import { composeReceipt } from './compose-receipt.ts';
import { messagesOf } from './messages.ts';
import { Outbox, type Waiting } from './outbox.ts';
import type { Receipt } from './receipt-schema.ts';
import type { DestinationMoment } from './talk-account.ts';
import type { Talk, TalkNote } from './talk-note.ts';
import { TalkNotes } from './talk-notes.ts';
import { TalkWatch } from './talk-watch.ts';
import { type ChannelTrial, shownRecipient, tryChannels } from './try-channels.ts';

/** Neither a clock that is set nor a disk that is back is an event: both are polled, and only while a receipt waits for them. */
const POLL_MS = 10_000;
/** A recording from before the clock was set gets its true name some seconds after; without a network it never does. */
const NAME_PATIENCE_MS = 600_000;
/** A worker can be killed; a file that fails twice cannot be read. */
const MEASURE_TRIES = 2;

export interface ReceiptsOptions {
  clock: Clock;
  logger: Logger;
  settings(): Settings;
  /** `DIR/receipts`. */
  folder: string;
  recordingsFolder: string;
  recordings: Pick<RecordingLibrary, 'find' | 'findStarted' | 'video' | 'changed' | 'watch'>;
  measurer: Pick<RecordingMeasurer, 'measure'>;
  uplink: UplinkBudget;
  isClockTrusted(): boolean;
  /** Addresses of the page, the best first. */
  addresses(): string[];
  onChange(): void;
}

/** `join` ends with an event of the recording, `poll` with time. */
type Progress = 'made' | { waitsFor: 'join' | 'poll' };

export class Receipts {
  readonly #options: ReceiptsOptions;
  readonly #notes: TalkNotes;
  readonly #outbox: Outbox;
  readonly #watch: TalkWatch;
  /** Talks that are over, with the time when that was seen. */
  readonly #over: { note: TalkNote; sinceMs: number }[] = [];
  #damaged = 0;
  #notKept: string | null = null;
  #working: Promise<void> | null = null;
  /** Something has happened since the pass over all talks began: another follows. */
  #isDue = false;
  #cancelPoll = () => {};
  #unwatch = () => {};
  #stopped = false;

  constructor(options: ReceiptsOptions) {
    this.#options = options;
    const { clock, logger, folder, settings, isClockTrusted, onChange } = options;
    this.#notes = new TalkNotes(folder);
    this.#watch = new TalkWatch({ clock, notes: this.#notes, onWritten: (fault) => this.#kept(fault) });
    this.#outbox = new Outbox({
      clock,
      logger,
      folder: join(folder, 'outbox'),
      uplink: options.uplink,
      settings: () => settings().receipt,
      isClockTrusted,
      onChange,
    });
  }

  /** @param running id of the talk that goes on after a restart, if one does */
  async start(running: string | null): Promise<void> {
    const { notes, damaged } = await this.#notes.read();
    this.#damaged = damaged + (await this.#outbox.load(new Set(notes.map(({ id }) => id))));
    for (const note of notes) {
      if (note.id === running) this.#watch.restore(note);
      else this.#add(note);
    }
    this.#unwatch = this.#options.recordings.watch(() => this.#wake());
    this.#outbox.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.#unwatch();
    this.#cancelPoll();
    await Promise.all([this.#watch.close(), this.#working, this.#outbox.stop()]);
  }

  /** Call about each second while a talk is on. */
  follow(session: Talk, seconds: number, destinations: DestinationMoment[]): void {
    this.#watch.follow(session, seconds, destinations);
  }

  /** The talk is over for good, and its recording is being finished. */
  over(session: Talk, seconds: number): void {
    this.#add(this.#watch.end(session, seconds));
  }

  /** Null where there is none. */
  async of(id: string): Promise<Receipt | null> {
    if (!(await this.#options.recordings.find(id))?.hasReceipt) return null;
    const text = await readFile(join(this.#options.recordingsFolder, id, RECEIPT_NAME), 'utf8').catch(() => '');
    try {
      const receipt = JSON.parse(text) as Receipt;
      return receipt.type === 'receipt' && receipt.version === 1 ? receipt : null;
    } catch {
      return null;
    }
  }

  /** Messages that have not been taken yet. */
  waiting(): Waiting[] {
    return this.#outbox.waiting.map((one) => ({ ...one, recipient: shownRecipient(one.channel, one.recipient) }));
  }

  /** Settings have changed: what was refused may go now. */
  retryNow(): void {
    this.#outbox.retryNow();
  }

  /** Sends a test message; empty where the settings name nobody. */
  test(language: Language): Promise<ChannelTrial[]> {
    return tryChannels(this.#options.settings(), language);
  }

  get troubles(): Reason[] {
    return [
      ...(this.#notKept === null ? [] : [because('receiptNotKept', this.#notKept)]),
      ...(this.#damaged > 0 ? [because('receiptDamaged', 'set aside as *.damaged', { count: this.#damaged })] : []),
      ...this.#outbox.troubles,
    ];
  }

  #add(note: TalkNote): void {
    this.#over.push({ note, sinceMs: this.#options.clock.monotonicMs() });
    this.#wake();
  }

  /** Reports a card that does not take it; the talk goes on. */
  #kept(fault: string | null): void {
    if ((this.#notKept === null) === (fault === null)) return;
    this.#notKept = fault;
    if (fault !== null) this.#options.logger.error({ code: 'receiptNotKept', tech: fault }, 'trouble');
    this.#options.onChange();
  }

  #wake(): void {
    if (this.#stopped || this.#over.length === 0) return;
    this.#isDue = true;
    this.#working ??= this.#work();
  }

  async #work(): Promise<void> {
    this.#cancelPoll();
    let polls = false;
    while (this.#isDue && !this.#stopped) {
      this.#isDue = false;
      polls = await this.#finishAll();
    }
    this.#working = null;
    if (polls && !this.#stopped) this.#cancelPoll = this.#options.clock.after(POLL_MS, () => this.#wake());
  }

  /** @returns true where time must pass until one of them can be made */
  async #finishAll(): Promise<boolean> {
    let polls = false;
    for (const one of [...this.#over]) {
      if (this.#stopped) return false;
      try {
        const progress = await this.#finish(one.note, one.sinceMs);
        if (progress === 'made') this.#over.splice(this.#over.indexOf(one), 1);
        else polls ||= progress.waitsFor === 'poll';
      } catch (error) {
        // Such as a disk that is away for a moment.
        this.#kept((error as Error).message);
        polls = true;
      }
    }
    return polls;
  }

  /** @throws when the recordings cannot be read. */
  async #finish(note: TalkNote, sinceMs: number): Promise<Progress> {
    const { clock, settings, isClockTrusted } = this.#options;
    const isLate = clock.monotonicMs() - sinceMs > NAME_PATIENCE_MS;
    const recording = note.recorded ? await this.#recordingOf(note) : null;
    if (recording?.state === 'recording' || recording?.state === 'finishing') return { waitsFor: 'join' };
    // It is about to get its true time, and its name with it.
    const isNamed = !isUnsynced(recording?.id ?? note.id);
    if (!isNamed && !isLate && (recording || !isClockTrusted())) return { waitsFor: 'poll' };
    const figures = recording ? await this.#measure(recording) : null;
    if (this.#stopped) return { waitsFor: 'join' };

    const receipt = composeReceipt({
      id: recording?.id ?? note.id,
      room: settings().room.name,
      title: note.title,
      startedAt: startOf(note, recording),
      seconds: note.seconds,
      restarts: note.restarts,
      unwatchedSeconds: note.account.unwatchedSeconds,
      marks: (recording?.marks ?? note.marks).map(({ atSeconds, label }) => ({ atSeconds, label })),
      recording,
      figures,
      destinations: note.account.destinations(),
      link: `${this.#options.addresses()[0] ?? ''}/#recordings`,
    });
    await this.#queue(receipt, note, recording !== null);
    return 'made';
  }

  /** Queues the messages; those that the disk does not take go from memory. A restart may then repeat them, recognisably. */
  async #queue(receipt: Receipt, note: TalkNote, isKept: boolean): Promise<void> {
    const { clock, logger, recordings, recordingsFolder, settings, isClockTrusted, onChange } = this.#options;
    const { room, receipt: wanted } = settings();
    const queued = {
      version: 1,
      recording: receipt.id,
      queuedWallMs: clock.wallMs(),
      clockTrusted: isClockTrusted(),
    } as const;
    const entries = messagesOf(receipt, wanted, room.language).map((one) => ({
      ...queued,
      id: one.message.id,
      ...one,
    }));
    try {
      if (isKept) {
        await writeDurably(join(recordingsFolder, receipt.id, RECEIPT_NAME), `${JSON.stringify(receipt, null, 2)}\n`);
        recordings.changed(receipt.id);
      }
      for (const entry of entries) await this.#outbox.write(entry);
      await this.#watch.settled();
      await this.#notes.remove(note.id);
      this.#kept(null);
    } catch (error) {
      this.#kept((error as Error).message);
    }
    this.#outbox.admit(entries);
    logger.info({ recording: receipt.id, sha256: receipt.recording?.sha256 }, 'receipt of the talk is made');
    onChange();
  }

  /** It may have got another name since. */
  async #recordingOf({ id, startedOn }: TalkNote): Promise<RecordingSummary | null> {
    const { recordings } = this.#options;
    const found = await recordings.find(id);
    if (found || !isUnsynced(id)) return found;
    return recordings.findStarted(startedOn);
  }

  async #measure({ id, state, bytes }: RecordingSummary): Promise<FileFigures | null> {
    const { recordings, measurer, logger } = this.#options;
    const video = state === 'ready' ? await recordings.video(id) : null;
    for (let tries = 0; video && tries < MEASURE_TRIES && !this.#stopped; tries++) {
      const result = await measurer.measure(video.path, bytes);
      if (result.how === 'measured') return result;
      if (!this.#stopped) logger.warn({ recording: id, tech: result.message }, 'a recording could not be measured');
    }
    return null;
  }
}

/** Null where it is not known. */
function startOf({ startedOn, startedWallMs }: TalkNote, recording: RecordingSummary | null): string | null {
  if (recording) return isUnsynced(recording.id) ? null : recording.startedAt;
  return startedOn === 'clock' ? new Date(startedWallMs).toISOString() : null;
}
