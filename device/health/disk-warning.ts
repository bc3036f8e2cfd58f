/** Judges if the disk has room for the next talks. Pure. */
import { because, type Reason } from '../reason.ts';

/** A talk with its questions. */
const WARN_SECONDS = 2 * 3600;
/** Too short for any talk: somebody must act now. */
const ALARM_SECONDS = 20 * 60;

export interface DiskWarning {
  level: 'ok' | 'degraded' | 'failing';
  reason: Reason | null;
}

/** @param remainingSeconds seconds of recording that still fit, down to the space that stays free. */
export function diskWarning(remainingSeconds: number): DiskWarning {
  if (remainingSeconds >= WARN_SECONDS) return { level: 'ok', reason: null };
  const tech = `${remainingSeconds} s left`;
  const minutes = Math.floor(remainingSeconds / 60);
  if (minutes === 0) return { level: 'failing', reason: because('diskNoRoom', tech) };
  const level = remainingSeconds < ALARM_SECONDS ? 'failing' : 'degraded';
  return { level, reason: because('diskAlmostFull', tech, { minutes }) };
}
