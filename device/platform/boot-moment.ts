/** A moment without a wall clock: which start of the board, and how long after it. */
import { bootId } from './boot-id.ts';
import type { Clock } from './clock.ts';

export interface BootMoment {
  boot: string;
  monotonicMs: number;
}

export function bootMoment(clock: Clock): BootMoment {
  return { boot: bootId(), monotonicMs: clock.monotonicMs() };
}

export function isBootMoment(value: unknown): value is BootMoment {
  if (typeof value !== 'object' || value === null) return false;
  const { boot, monotonicMs } = value as Partial<BootMoment>;
  return typeof boot === 'string' && typeof monotonicMs === 'number' && Number.isFinite(monotonicMs);
}

/** By the wall clock, which must be right by now; null for a moment of another start of the board. */
export function wallTimeOf({ boot, monotonicMs }: BootMoment, clock: Clock): number | null {
  return boot === bootId() ? clock.wallMs() - (clock.monotonicMs() - monotonicMs) : null;
}
