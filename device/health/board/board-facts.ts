/** What is known of the board at one moment. Null is "not available", which is never 0. */
import type { Memory } from './memory.ts';
import type { NetworkLink } from './network-links.ts';
import type { Count } from './recent-count.ts';
import type { Throttling } from './throttling.ts';
import type { WriteFigures } from './write-speed.ts';

/** @typeParam Role of a worker */
export interface BoardFacts<Role extends string = string> {
  temperatureCelsius: number | null;
  /** Since the boot, as far as this service looked. */
  highestCelsius: number | null;
  underVoltage: boolean | null;
  underVoltages: Count | null;
  throttling: { now: Throttling[]; sinceBoot: Throttling[] } | null;
  memory: Omit<Memory, 'kills'> | null;
  outOfMemoryKills: Count | null;
  writes: WriteFigures;
  /** Of the disk with the recordings. */
  diskErrors: Count | null;
  links: NetworkLink[];
  /** All of them together. */
  linkChanges: Count | null;
  usbErrors: Count | null;
  usbOverCurrents: Count | null;
  /** Workers that ended without having been asked and without a last word, by their role. */
  workerEnds: Record<Role, Count>;
  /** Of this service since the boot, this one among them. */
  serviceStarts: Count;
  clockTrusted: boolean;
  /** Something is to be sent out of the room. */
  needsNetwork: boolean;
}
