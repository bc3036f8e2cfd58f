/** `card.json` in the state folder: what the last look at the card's file came to, for the service, which cannot look itself. */
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../platform/durable-file.ts';
import { isReason, type Reason } from '../reason.ts';

export interface CardRecord {
  /** Keys that were taken, such as `wifi.name`. */
  taken: string[];
  /** In the order of the file. */
  mistakes: Reason[];
  /** What is wrong with the card itself. */
  troubles: Reason[];
}

const fileIn = (stateFolder: string) => join(stateFolder, 'card.json');

export async function writeCardRecord(stateFolder: string, record: CardRecord): Promise<void> {
  await writeDurably(fileIn(stateFolder), `${JSON.stringify(record, null, 2)}\n`, 0o640);
}

/** Null where there is none, as on a machine that is no box from a card, or one that cannot be read. */
export async function readCardRecord(stateFolder: string): Promise<CardRecord | null> {
  try {
    const text = await readIfThere(fileIn(stateFolder));
    const given: unknown = text === null ? null : JSON.parse(text);
    if (typeof given !== 'object' || given === null) return null;
    const { taken, mistakes, troubles } = given as Partial<Record<keyof CardRecord, unknown>>;
    const reasons = (list: unknown) => (Array.isArray(list) ? list.filter(isReason) : []);
    return {
      taken: Array.isArray(taken) ? taken.filter((key) => typeof key === 'string') : [],
      mistakes: reasons(mistakes),
      troubles: reasons(troubles),
    };
  } catch {
    return null;
  }
}
