/** Note of a talk, written while it is on, so that its receipt knows of it after any restart. */

import { type BootMoment, isBootMoment, isKnownBy, type KnownBy } from '../platform/boot-moment.ts';
import type { Receipt } from './receipt-schema.ts';
import { TalkAccount, type TalkAccountFile } from './talk-account.ts';

const VERSION = 1;

/** Facts that a session gives of itself. */
export interface Talk {
  id: string;
  title: string | null;
  startedWallMs: number;
  startedOn: KnownBy | null;
  recorded: boolean;
  marks: Receipt['marks'];
}

export interface TalkNote extends Talk {
  seconds: number;
  restarts: number;
  /** Moment of the last check. */
  lookedOn: BootMoment;
  account: TalkAccount;
}

interface TalkNoteFile extends Omit<TalkNote, 'account'> {
  version: typeof VERSION;
  account: TalkAccountFile;
}

export function toFile(note: TalkNote): string {
  return `${JSON.stringify({ version: VERSION, ...note })}\n`;
}

/** Null where it is damaged. */
export function fromFile(text: string | null): TalkNote | null {
  try {
    const file = JSON.parse(text ?? '') as Partial<TalkNoteFile> | null;
    const isSound =
      file?.version === VERSION &&
      typeof file.id === 'string' &&
      (file.title === null || typeof file.title === 'string') &&
      typeof file.startedWallMs === 'number' &&
      (file.startedOn === null || isKnownBy(file.startedOn)) &&
      typeof file.recorded === 'boolean' &&
      typeof file.seconds === 'number' &&
      typeof file.restarts === 'number' &&
      Array.isArray(file.marks) &&
      isBootMoment(file.lookedOn) &&
      typeof file.account === 'object';
    if (!isSound) return null;
    const { version: _version, account, ...note } = file as TalkNoteFile;
    return { ...note, account: new TalkAccount(account) };
  } catch {
    return null;
  }
}

/** The same talk goes on after a restart. */
export function takenUp(note: TalkNote, now: BootMoment): TalkNote {
  // Nobody knows how long the board was away when it has started again; the recording's cuts do.
  const awayMs = note.lookedOn.boot === now.boot ? now.monotonicMs - note.lookedOn.monotonicMs : 0;
  note.account.takenUp(Math.max(0, awayMs));
  return { ...note, restarts: note.restarts + 1, lookedOn: now };
}
