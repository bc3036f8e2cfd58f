/** Messages of the process that looks at the machine, one for each question. */
import type { MachineFacts } from './facts-schema.ts';

export type FactName = 'model' | 'os' | 'usb' | 'sound' | 'fileSystems';

export type FactsNews =
  /** Some of the facts. */
  | { type: 'facts'; of: FactName; facts: Partial<MachineFacts> }
  /** Why these could not be found out. */
  | { type: 'failed'; of: FactName; tech: string };
