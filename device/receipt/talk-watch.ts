/** Follows the talk that is on and keeps its note on the disk, as old as half a minute at most. */

import { bootMoment } from '../platform/boot-moment.ts';
import type { Clock } from '../platform/clock.ts';
import { type DestinationMoment, TalkAccount } from './talk-account.ts';
import { type Talk, type TalkNote, takenUp } from './talk-note.ts';
import type { TalkNotes } from './talk-notes.ts';

/** Beside what the journal writes each second it is nothing; as much is forgotten by a power cut. */
const NOTE_EVERY_MS = 30_000;
/** Changes for viewers are written down sooner, but not each flicker of a bad link. */
const CHANGE_NOTE_MS = 3_000;

export interface TalkWatchOptions {
  clock: Clock;
  notes: TalkNotes;
  /** The outcome of each write: why it failed, or null. The talk goes on in either case. */
  onWritten(fault: string | null): void;
}

export class TalkWatch {
  readonly #options: TalkWatchOptions;
  #note: TalkNote | null = null;
  /** Note of an earlier life of the service; the talk that goes on takes it up. */
  #before: TalkNote | null = null;
  #writtenMs = Number.NEGATIVE_INFINITY;
  /** State of the destinations when the note was written. */
  #written = '';
  #writing: Promise<void> = Promise.resolve();

  constructor(options: TalkWatchOptions) {
    this.#options = options;
  }

  /** The note of the talk that goes on after a restart. */
  restore(note: TalkNote): void {
    this.#before = note;
  }

  /** Call about each second while the talk is on. */
  follow(session: Talk, seconds: number, destinations: DestinationMoment[]): void {
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#note?.id !== session.id) {
      this.#note = this.#begin(session);
      this.#writtenMs = Number.NEGATIVE_INFINITY;
    }
    Object.assign(this.#note, talkOf(session), { seconds, lookedOn: bootMoment(this.#options.clock) });
    this.#note.account.check(nowMs, destinations);
    const like = destinations.map(({ id, phase, seen }) => `${id} ${phase} ${seen}`).join();
    if (nowMs - this.#writtenMs < (like === this.#written ? NOTE_EVERY_MS : CHANGE_NOTE_MS)) return;
    this.#writtenMs = nowMs;
    this.#written = like;
    this.#write(this.#note);
  }

  /** The talk is over for good. Returns its note, which is being written. */
  end(session: Talk, seconds: number): TalkNote {
    // A talk that a restart found at its end is not taken up: nobody follows it any more.
    const followed = this.#note?.id === session.id ? this.#note : null;
    const found = this.#before?.id === session.id ? this.#before : null;
    const note = followed ?? found ?? this.#begin(session);
    this.#note = null;
    this.#before = null;
    Object.assign(note, talkOf(session), { seconds: Math.max(note.seconds, seconds) });
    this.#write(note);
    return note;
  }

  /** The service ends and the talk does not: what is known is written. */
  async close(): Promise<void> {
    if (this.#note) this.#write(this.#note);
    await this.settled();
  }

  /** Resolves when what was to be written is, or could not be. */
  async settled(): Promise<void> {
    await this.#writing;
  }

  #begin(session: Talk): TalkNote {
    const now = bootMoment(this.#options.clock);
    const before = this.#before;
    this.#before = null;
    if (before?.id === session.id) return takenUp(before, now);
    return { ...talkOf(session), seconds: 0, restarts: 0, lookedOn: now, account: new TalkAccount() };
  }

  /** One write after the other. */
  #write(note: TalkNote): void {
    const { notes, onWritten } = this.#options;
    this.#writing = this.#writing
      .then(() => notes.write(note))
      .then(
        () => onWritten(null),
        (error: Error) => onWritten(error.message),
      );
  }
}

/** Only what a note holds. */
function talkOf({ id, title, startedWallMs, startedOn, recorded, marks }: Talk): Talk {
  const placed = marks.map(({ atSeconds, label }) => ({ atSeconds, label }));
  return { id, title, startedWallMs, startedOn, recorded, marks: placed };
}
