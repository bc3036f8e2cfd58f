/** Messages of the process that examines the machine, one for each question. */
import type { MachineFacts } from './facts-schema.ts';

export type FactName = 'model' | 'os' | 'usb' | 'sound' | 'fileSystems';

export type FactsNews =
  /** Facts that answer one question. */
  | { type: 'facts'; of: FactName; facts: Partial<MachineFacts> }
  /** The reason why a question has no answer. */
  | { type: 'failed'; of: FactName; tech: string };
