/**
 * Chooses the quality level of a destination from how late its bytes are: voice before picture. It goes down at once to
 * what the link was seen to carry. It goes up one level at a time; each step is a probe, and after a failed one the
 * next comes later. Pure.
 */
import type { Patience } from '../../transport/transport.ts';
import {
  above,
  below,
  carriedBy,
  FULL,
  isLower,
  lower,
  type QualityLevel,
  type QualityLimits,
  type SentQuality,
  VOICE,
} from './quality-level.ts';

/** A connection begins with up to a GOP at once, which measures nothing of the link. */
const START_MS = 3000;
/** A level at which the queue has not drained in this time is too high as well. */
const DRAIN_MS = 1000;
/** A shorter drain shows less of the link than the time before it. */
const LEAST_DRAIN_MS = 250;
const FIRST_WAIT_MS = 2500;
/** Wait after a probe has shown that the link is another now. */
const PROVEN_WAIT_MS = 1500;
const WAIT_GROWS = 1.5;
/** The change to full and back is the one that viewers notice most. */
const LONGEST_WAIT_MS: Record<QualityLevel, number> = { voice: 20_000, stills: 20_000, reduced: 20_000, full: 60_000 };
/** A fall so soon after a climb is caused by it: a level that is 5 % too high takes 7 s to show it. */
const PROBE_MS = 10_000;
/** The rate needs this long to become that of the new level. */
const PROOF_AFTER_MS = 1000;
const PROOF_FACTOR = 1.3;
/** Knowledge about the link is forgotten after so long without trouble. */
const FORGET_MS = 60_000;

export interface LinkSample {
  atMs: number;
  /** Delay of the oldest byte on its way, beyond that of an empty link, or of a picture that waits for room. */
  lateMs: number;
  /** The same for bytes on their way alone. */
  wayLateMs: number;
  /** Rate of what arrives now, and by how much that may be wrong. */
  kbps: number;
  kbpsError: number;
  /** Bytes that have arrived in all. */
  delivered: number;
}

export interface Adaptation {
  quality: SentQuality;
  phase: 'starting' | 'calm' | 'draining';
  /** Time at which the phase began. In `calm`: when something was late last, or the level went up. */
  sinceMs: number;
  /** Time and quality at the beginning of the drain, and the bytes that had arrived by then and have by now. */
  drain: { atMs: number; from: SentQuality; delivered: number; arrived: number };
  /** The drain ends no lower than at `target` and no higher than at `ceiling`. */
  target: SentQuality;
  ceiling: SentQuality;
  /** Calm time before a level is tried: one that failed is tried later than one that has not. */
  waitMs: Readonly<Record<QualityLevel, number>>;
  /** The last climb, and the waits before the first of those that led to it without a rest. */
  climb: { atMs: number; from: SentQuality; waitMs: Readonly<Record<QualityLevel, number>> } | null;
  /** Rate that the link carried when it was in trouble last. */
  limitKbps: number | null;
}

/** Begins a connection, at the quality of the one before it if there was one. */
export function startAdaptation(atMs: number, before: Adaptation | null): Adaptation {
  const quality = before ? qualityToGoOn(before) : FULL;
  return {
    quality,
    phase: 'starting',
    sinceMs: atMs,
    drain: { atMs, from: quality, delivered: 0, arrived: 0 },
    target: quality,
    ceiling: quality,
    waitMs: before?.waitMs ?? allWaits(FIRST_WAIT_MS),
    climb: null,
    limitKbps: before?.limitKbps ?? null,
  };
}

/** A link or server on which nothing arrived any more was not thin, but gone. */
function qualityToGoOn({ phase, quality, drain }: Adaptation): SentQuality {
  return phase === 'draining' && drain.arrived === drain.delivered ? drain.from : quality;
}

export function stepAdaptation(
  state: Adaptation,
  sample: LinkSample,
  limits: QualityLimits,
  patience: Patience,
): Adaptation {
  if (!limits.hasReduced) return { ...state, quality: FULL, phase: 'calm' };
  switch (state.phase) {
    case 'starting':
      return sample.atMs - state.sinceMs < START_MS ? state : { ...state, phase: 'calm', sinceMs: sample.atMs };
    case 'calm':
      return sample.lateMs > patience.lateMs ? fall(state, sample, limits) : stay(state, sample, limits, patience);
    case 'draining':
      return sample.wayLateMs < patience.calmMs ? settle(state, sample, limits) : drain(state, sample, limits);
  }
}

function fall(state: Adaptation, { atMs, kbps, delivered }: LinkSample, limits: QualityLimits): Adaptation {
  const { quality, climb, waitMs } = state;
  const hasFailed = climb !== null && atMs - climb.atMs < PROBE_MS;
  const ceiling = hasFailed ? climb.from : below(quality, limits);
  // The quality before the probe was good.
  const target = hasFailed ? climb.from : lower(ceiling, carriedBy(kbps, limits));
  // The climb seemed to prove something that is not so.
  const waited = hasFailed ? climb.waitMs : waitMs;
  return {
    ...state,
    quality: whileDraining(target),
    target,
    phase: 'draining',
    sinceMs: atMs,
    drain: { atMs, from: quality, delivered, arrived: delivered },
    ceiling,
    waitMs: hasFailed
      ? { ...waited, [quality.level]: Math.min(LONGEST_WAIT_MS[quality.level], waited[quality.level] * WAIT_GROWS) }
      : waited,
    climb: null,
  };
}

/** While it drains, the link is as busy as it can be: it carries what arrives. */
function drain(before: Adaptation, sample: LinkSample, limits: QualityLimits): Adaptation {
  const state = { ...before, drain: { ...before.drain, arrived: sample.delivered } };
  if (sample.atMs - state.sinceMs < DRAIN_MS) return state;
  const target = lower(below(state.target, limits), carriedBy(drainKbps(state, sample), limits));
  return { ...state, quality: whileDraining(target), target, sinceMs: sample.atMs };
}

/** A moving picture can pause for that long. One that comes once a second already must not lose any. */
function whileDraining(target: SentQuality): SentQuality {
  return target.level === 'reduced' ? target : VOICE;
}

function settle(state: Adaptation, sample: LinkSample, limits: QualityLimits): Adaptation {
  const isShort = sample.atMs - state.drain.atMs < LEAST_DRAIN_MS;
  const limitKbps = isShort && state.limitKbps !== null ? state.limitKbps : drainKbps(state, sample);
  const carried = lower(state.ceiling, carriedBy(limitKbps, limits));
  const quality = isLower(carried, state.target) ? state.target : carried;
  return { ...state, quality, phase: 'calm', sinceMs: sample.atMs, limitKbps };
}

function drainKbps({ drain: { atMs, delivered } }: Adaptation, sample: LinkSample): number {
  const tookMs = sample.atMs - atMs;
  if (tookMs < LEAST_DRAIN_MS) return sample.kbps;
  return ((sample.delivered - delivered) * 8) / tookMs;
}

function stay(last: Adaptation, sample: LinkSample, limits: QualityLimits, { calmMs }: Patience): Adaptation {
  const state = sample.lateMs > calmMs ? { ...last, sinceMs: sample.atMs } : learn(last, sample);
  const { quality, sinceMs, climb } = state;
  const next = above(quality, limits);
  if (quality.level === 'full' || sample.atMs - sinceMs < state.waitMs[next.level]) return state;
  // Calm ever since it was climbed: whatever failed here before was on another link.
  const waitMs = climb?.atMs === sinceMs ? { ...state.waitMs, [quality.level]: FIRST_WAIT_MS } : state.waitMs;
  const isOneClimb = climb !== null && sample.atMs - climb.atMs < PROBE_MS;
  const before = isOneClimb ? climb.waitMs : waitMs;
  return {
    ...state,
    quality: next,
    waitMs,
    sinceMs: sample.atMs,
    climb: { atMs: sample.atMs, from: quality, waitMs: before },
  };
}

function learn(state: Adaptation, { atMs, kbps, kbpsError }: LinkSample): Adaptation {
  const { climb, limitKbps, sinceMs } = state;
  if (limitKbps !== null && atMs - sinceMs > FORGET_MS)
    return { ...state, limitKbps: null, waitMs: allWaits(FIRST_WAIT_MS), climb: null };
  const least = (limitKbps ?? Number.POSITIVE_INFINITY) * PROOF_FACTOR;
  const isProof = climb !== null && atMs - climb.atMs > PROOF_AFTER_MS && kbps - kbpsError > least;
  return isProof ? { ...state, limitKbps: null, waitMs: allWaits(PROVEN_WAIT_MS) } : state;
}

function allWaits(ms: number): Record<QualityLevel, number> {
  return { full: ms, reduced: ms, stills: ms, voice: ms };
}

/** The pictures of the new level are needed at once; those of the old one are worth nothing any more. */
export function isDescent(before: Adaptation, now: Adaptation): boolean {
  return isLower(now.quality, before.quality) || (before.phase === 'draining' && now.phase !== 'draining');
}

const WINDOW = { overMs: 150, leastBytes: 2000, mostBytes: 16_000 };

/**
 * Bytes on their way from which on pictures wait in the box: there they can still be dropped, and the voice passes
 * them.
 * @param link the rate that arrives, the time of a byte on an empty link, and how many bytes may have arrived
 * unreported
 */
export function windowBytes(
  { quality, limitKbps, phase }: Adaptation,
  link: { kbps: number; baseMs: number; slackBytes: number },
): number {
  const { overMs, leastBytes, mostBytes } = WINDOW;
  // The picture beside the voice is small; without any, browsers' players stop, voice and all.
  if (quality.level === 'voice') return link.slackBytes + mostBytes;
  if (phase === 'draining') return link.slackBytes + leastBytes;
  const queued = limitKbps === null ? mostBytes : Math.min(mostBytes, Math.max(leastBytes, (limitKbps / 8) * overMs));
  return link.slackBytes + queued + (link.kbps / 8) * link.baseMs;
}
