/** The result of reading the card's file at this start, as the page shows it. */
import type { HealthItem } from '../health/board/rules.ts';
import { because, type Reason } from '../reason.ts';
import { type CardRecord, readCardRecord } from './card-record.ts';

export class CardNotes {
  readonly #stateFolder: string;
  #record: CardRecord | null = null;

  constructor(stateFolder: string) {
    this.#stateFolder = stateFolder;
  }

  async load(): Promise<void> {
    this.#record = await readCardRecord(this.#stateFolder);
  }

  /** Null on a machine that was not set up from a card. */
  get record(): CardRecord | null {
    return this.#record;
  }

  /** The reason why what is written at present does not last; null where it does. */
  get lost(): Reason | null {
    return this.#record?.troubles.find(({ code }) => code === 'dataPartitionLost') ?? null;
  }

  /** One line for all mistakes. Where there is room, each mistake has its own. */
  get items(): HealthItem[] {
    const { mistakes = [], troubles = [] } = this.#record ?? {};
    const shown = troubles.filter((reason) => reason !== this.lost);
    const count = mistakes.length;
    const tech = [...new Set(mistakes.map(({ code }) => code))].join(', ');
    if (count > 0) shown.push(because('cardMistakes', tech, { count }));
    return shown.map((reason) => ({ id: reason.code, level: 'degraded', reason }));
  }
}
