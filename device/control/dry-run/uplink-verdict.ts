/** Compares the measured uplink to a server with the need of a talk. Pure. */
import {
  carriedBy,
  type QualityLevel,
  type QualityLimits,
  VOICE,
  VOICE_KBPS,
} from '../../media/publisher/quality-level.ts';
import { because } from '../../reason.ts';
import type { Verdict } from './check.ts';

/**
 * Share that counts as all of it: data still on the way at the end has not arrived. At this share the link was not the
 * limit.
 */
const ALL = 0.93;
/** The voice with its thumbnail. A link that carries less carries no talk. */
const LEAST_KBPS = VOICE_KBPS + VOICE.kbps;

const THIN = { reduced: 'uplinkReduced', stills: 'uplinkStills', voice: 'uplinkVoice' } as const satisfies Record<
  Exclude<QualityLevel, 'full'>,
  string
>;

export interface UplinkFacts {
  /** Name of the destination. */
  name: string;
  carriedKbps: number;
  /** Rate that was sent at the most. */
  offeredKbps: number;
  neededKbps: number;
  limits: QualityLimits;
}

export function uplinkVerdict({ name, carriedKbps, offeredKbps, neededKbps, limits }: UplinkFacts): Verdict {
  // Data queued before the measurement can arrive on top.
  const carried = Math.min(carriedKbps, offeredKbps);
  const tech = `${Math.round(carried)} kb/s of ${Math.round(offeredKbps)} arrived, ${neededKbps} are needed`;
  const values = { name, got: megabits(carried), need: megabits(neededKbps) };
  if (carried < LEAST_KBPS) {
    const reason = because('uplinkTooThin', tech, { name, got: Math.round(carried), need: LEAST_KBPS });
    return { level: 'failing', reason };
  }
  if (carried >= offeredKbps * ALL) return { level: 'ok', reason: because('uplinkAmple', tech, values) };
  if (carried >= neededKbps) return { level: 'ok', reason: because('uplinkEnough', tech, values) };
  if (!limits.hasReduced) return { level: 'degraded', reason: because('uplinkJerky', tech, values) };
  const { level } = carriedBy(carried, limits);
  return { level: 'degraded', reason: because(level === 'full' ? 'uplinkEnough' : THIN[level], tech, values) };
}

/** Mb/s with one decimal: 0.1 for 62 kb/s. */
function megabits(kbps: number): number {
  return Math.round(kbps / 100) / 10;
}
