/** The facts of the board at one moment. Null is "not available", which is never 0. */
import type { Memory } from './memory.ts';
import type { NetworkLink } from './network-links.ts';
import type { Count } from './recent-count.ts';
import type { Throttling } from './throttling.ts';
import type { WriteFigures } from './write-speed.ts';

/** @typeParam Role role of a worker */
export interface BoardFacts<Role extends string = string> {
  temperatureCelsius: number | null;
  /** Highest since the boot, as far as this service looked. */
  highestCelsius: number | null;
  underVoltage: boolean | null;
  underVoltages: Count | null;
  throttling: { now: Throttling[]; sinceBoot: Throttling[] } | null;
  memory: Omit<Memory, 'kills'> | null;
  outOfMemoryKills: Count | null;
  writes: WriteFigures;
  /** Errors of the disk with the recordings. */
  diskErrors: Count | null;
  links: NetworkLink[];
  /** Changes of all links together. */
  linkChanges: Count | null;
  usbErrors: Count | null;
  usbOverCurrents: Count | null;
  /** Workers that ended without having been asked and without a last message, by their role. */
  workerEnds: Record<Role, Count>;
  /** Starts of this service since the boot, the present one included. */
  serviceStarts: Count;
  clockTrusted: boolean;
  /** True while data is to be sent out of the room. */
  needsNetwork: boolean;
}
