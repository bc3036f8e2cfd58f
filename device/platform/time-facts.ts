import type { Clock } from './clock.ts';
import { isClockTrusted } from './clock-trust.ts';
import { timeZone } from './time-zone.ts';

/** What the box knows of the time. */
export function timeFacts(clock: Clock): { bootedAt: string; clockTrusted: boolean; timeZone: string } {
  // To the second, as the clock is put right by parts of one.
  const bootedMs = Math.round((clock.wallMs() - clock.monotonicMs()) / 1000) * 1000;
  return { bootedAt: new Date(bootedMs).toISOString(), clockTrusted: isClockTrusted(), timeZone: timeZone() };
}
