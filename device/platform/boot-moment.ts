/** Moments that are right although the wall clock is not. */

import { readFileSync } from 'node:fs';
import type { Clock } from './clock.ts';

/** A start of the board, and the time after it. */
export interface BootMoment {
  boot: string;
  monotonicMs: number;
}

/** A moment of which the wall clock's opinion is known, too. */
export interface DatedMoment extends BootMoment {
  wallMs: number;
  /** The wall clock was set. */
  clockTrusted: boolean;
}

/** Source of a moment's wall time: a clock that was set, or none yet. */
export type KnownBy = 'clock' | BootMoment;

export function bootMoment(clock: Clock): BootMoment {
  return { boot: bootId(), monotonicMs: clock.monotonicMs() };
}

export function isKnownBy(value: unknown): value is KnownBy {
  return value === 'clock' || isBootMoment(value);
}

export function isBootMoment(value: unknown): value is BootMoment {
  if (typeof value !== 'object' || value === null) return false;
  const { boot, monotonicMs } = value as Partial<BootMoment>;
  return typeof boot === 'string' && typeof monotonicMs === 'number' && Number.isFinite(monotonicMs);
}

/** Wall time of a moment, by a clock that must be right by now; null for a moment of another start of the board. */
export function wallTimeOf({ boot, monotonicMs }: BootMoment, clock: Clock): number | null {
  return boot === bootId() ? clock.wallMs() - (clock.monotonicMs() - monotonicMs) : null;
}

/** Names this start of the board: the kernel's boot id, without its dashes. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', '');
  } catch {
    return 'unknown';
  }
}
