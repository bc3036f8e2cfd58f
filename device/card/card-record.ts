/**
 * `card.json` in the state folder: the result of the last import of the card's file. The service cannot look itself.
 */
import { join } from 'node:path';
import { readIfThere, writeDurably } from '../platform/durable-file.ts';
import { isReason, type Reason } from '../reason.ts';

export interface CardRecord {
  /** Keys that were accepted, such as `wifi.name`. */
  taken: string[];
  /** Mistakes in the order of the file. */
  mistakes: Reason[];
  /** Troubles of the card itself. */
  troubles: Reason[];
}

const fileIn = (stateFolder: string) => join(stateFolder, 'card.json');

export async function writeCardRecord(stateFolder: string, record: CardRecord): Promise<void> {
  await writeDurably(fileIn(stateFolder), `${JSON.stringify(record, null, 2)}\n`, 0o640);
}

/** Null where there is no record, as on a machine that was not set up from a card, or where it cannot be read. */
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
