/**
 * Voice before picture: which rung a destination stands on, from how late its bytes are. Down at once to what the link was
 * seen to carry; up a rung at a time, each a probe, and after a failed one later than before. Pure.
 */
import type { Patience } from '../../transport/transport.ts';
import {
  above,
  below,
  carriedBy,
  FULL,
  isLower,
  type Level,
  lower,
  type Rung,
  type RungLimits,
  VOICE,
} from './rung.ts';

/** What a connection begins with is up to a GOP at once: no measure of the link. */
const START_MS = 3000;
/** A rung that does not let the queue drain in this time is too high as well. */
const DRAIN_MS = 1000;
/** A shorter drain says less of the link than the time before it. */
const DRAIN_TELLS_MS = 250;
const FIRST_WAIT_MS = 2500;
/** When a probe has shown that the link is another now. */
const PROVEN_WAIT_MS = 1500;
const WAIT_GROWS = 1.5;
/** Full and back is the change that viewers notice most. */
const LONGEST_WAIT_MS: Record<Level, number> = { voice: 20_000, stills: 20_000, reduced: 20_000, full: 60_000 };
/** A fall so soon after a climb is that climb's: a rung that is 5 % too high takes 7 s to show it. */
const PROBE_MS = 10_000;
/** The rate needs this long to be that of the new rung. */
const PROOF_AFTER_MS = 1000;
const PROOF_FACTOR = 1.3;
/** What was learnt about the link is forgotten after so long without trouble. */
const FORGET_MS = 60_000;

export interface LinkSample {
  atMs: number;
  /** How much longer than on an empty link the oldest byte is on its way, or a picture waits for room. */
  lateMs: number;
  /** The same of bytes on their way alone. */
  wayLateMs: number;
  /** What arrives now, and by how much that may be wrong. */
  kbps: number;
  kbpsError: number;
  /** Bytes that have arrived in all. */
  delivered: number;
}

export interface LadderState {
  rung: Rung;
  phase: 'starting' | 'calm' | 'draining';
  /** When the phase began, or in calm when something was late last, or a rung was climbed. */
  sinceMs: number;
  /** When the drain began, from which rung, what had arrived by then, and what has by now. */
  drain: { atMs: number; from: Rung; delivered: number; arrived: number };
  /** The drain leads no lower than to the one and no higher than to the other. */
  target: Rung;
  ceiling: Rung;
  /** How long it is calm before a rung of this level is tried: a level that failed is tried later than one that has not. */
  waitMs: Readonly<Record<Level, number>>;
  /** The last climb, and the waits before the first of those that led to it without a rest. */
  climb: { atMs: number; from: Rung; waitMs: Readonly<Record<Level, number>> } | null;
  /** What the link carried when it was in trouble last. */
  limitKbps: number | null;
}

/** For a connection that begins; on the rung of the one before it, if there was one. */
export function startLadder(atMs: number, before: LadderState | null): LadderState {
  const rung = before ? rungToGoOn(before) : FULL;
  return {
    rung,
    phase: 'starting',
    sinceMs: atMs,
    drain: { atMs, from: rung, delivered: 0, arrived: 0 },
    target: rung,
    ceiling: rung,
    waitMs: before?.waitMs ?? allWaits(FIRST_WAIT_MS),
    climb: null,
    limitKbps: before?.limitKbps ?? null,
  };
}

/** A link or a server on which nothing arrived any more has not been thin: it was gone. */
function rungToGoOn({ phase, rung, drain }: LadderState): Rung {
  return phase === 'draining' && drain.arrived === drain.delivered ? drain.from : rung;
}

export function stepLadder(
  state: LadderState,
  sample: LinkSample,
  limits: RungLimits,
  patience: Patience,
): LadderState {
  if (!limits.hasReduced) return { ...state, rung: FULL, phase: 'calm' };
  switch (state.phase) {
    case 'starting':
      return sample.atMs - state.sinceMs < START_MS ? state : { ...state, phase: 'calm', sinceMs: sample.atMs };
    case 'calm':
      return sample.lateMs > patience.lateMs ? fall(state, sample, limits) : stay(state, sample, limits, patience);
    case 'draining':
      return sample.wayLateMs < patience.calmMs ? settle(state, sample, limits) : drain(state, sample, limits);
  }
}

function fall(state: LadderState, { atMs, kbps, delivered }: LinkSample, limits: RungLimits): LadderState {
  const { rung, climb, waitMs } = state;
  const hasFailed = climb !== null && atMs - climb.atMs < PROBE_MS;
  const ceiling = hasFailed ? climb.from : below(rung, limits);
  // What was before a probe was good.
  const target = hasFailed ? climb.from : lower(ceiling, carriedBy(kbps, limits));
  // What the climb seemed to prove is not so.
  const waited = hasFailed ? climb.waitMs : waitMs;
  return {
    ...state,
    rung: whileDraining(target),
    target,
    phase: 'draining',
    sinceMs: atMs,
    drain: { atMs, from: rung, delivered, arrived: delivered },
    ceiling,
    waitMs: hasFailed
      ? { ...waited, [rung.level]: Math.min(LONGEST_WAIT_MS[rung.level], waited[rung.level] * WAIT_GROWS) }
      : waited,
    climb: null,
  };
}

/** While it drains, the link is as busy as it can be: what arrives is what it carries. */
function drain(before: LadderState, sample: LinkSample, limits: RungLimits): LadderState {
  const state = { ...before, drain: { ...before.drain, arrived: sample.delivered } };
  if (sample.atMs - state.sinceMs < DRAIN_MS) return state;
  const target = lower(below(state.target, limits), carriedBy(drainKbps(state, sample), limits));
  return { ...state, rung: whileDraining(target), target, sinceMs: sample.atMs };
}

/** A moving picture can be without for that long; what is a picture a second already must not miss one. */
function whileDraining(target: Rung): Rung {
  return target.level === 'reduced' ? target : VOICE;
}

function settle(state: LadderState, sample: LinkSample, limits: RungLimits): LadderState {
  const isShort = sample.atMs - state.drain.atMs < DRAIN_TELLS_MS;
  const limitKbps = isShort && state.limitKbps !== null ? state.limitKbps : drainKbps(state, sample);
  const carried = lower(state.ceiling, carriedBy(limitKbps, limits));
  const rung = isLower(carried, state.target) ? state.target : carried;
  return { ...state, rung, phase: 'calm', sinceMs: sample.atMs, limitKbps };
}

function drainKbps({ drain: { atMs, delivered } }: LadderState, sample: LinkSample): number {
  const tookMs = sample.atMs - atMs;
  if (tookMs < DRAIN_TELLS_MS) return sample.kbps;
  return ((sample.delivered - delivered) * 8) / tookMs;
}

function stay(last: LadderState, sample: LinkSample, limits: RungLimits, { calmMs }: Patience): LadderState {
  const state = sample.lateMs > calmMs ? { ...last, sinceMs: sample.atMs } : learn(last, sample);
  const { rung, sinceMs, climb } = state;
  const next = above(rung, limits);
  if (rung.level === 'full' || sample.atMs - sinceMs < state.waitMs[next.level]) return state;
  // Calm ever since it was climbed: whatever failed here before, it was another link.
  const waitMs = climb?.atMs === sinceMs ? { ...state.waitMs, [rung.level]: FIRST_WAIT_MS } : state.waitMs;
  const isOneClimb = climb !== null && sample.atMs - climb.atMs < PROBE_MS;
  const before = isOneClimb ? climb.waitMs : waitMs;
  return {
    ...state,
    rung: next,
    waitMs,
    sinceMs: sample.atMs,
    climb: { atMs: sample.atMs, from: rung, waitMs: before },
  };
}

function learn(state: LadderState, { atMs, kbps, kbpsError }: LinkSample): LadderState {
  const { climb, limitKbps, sinceMs } = state;
  if (limitKbps !== null && atMs - sinceMs > FORGET_MS)
    return { ...state, limitKbps: null, waitMs: allWaits(FIRST_WAIT_MS), climb: null };
  const least = (limitKbps ?? Number.POSITIVE_INFINITY) * PROOF_FACTOR;
  const isProof = climb !== null && atMs - climb.atMs > PROOF_AFTER_MS && kbps - kbpsError > least;
  return isProof ? { ...state, limitKbps: null, waitMs: allWaits(PROVEN_WAIT_MS) } : state;
}

function allWaits(ms: number): Record<Level, number> {
  return { full: ms, reduced: ms, stills: ms, voice: ms };
}

/** The new rung's pictures are to come at once, and those of the old one are worth nothing any more. */
export function isDescent(before: LadderState, now: LadderState): boolean {
  return isLower(now.rung, before.rung) || (before.phase === 'draining' && now.phase !== 'draining');
}

const WINDOW = { overMs: 150, leastBytes: 2000, mostBytes: 16_000 };

/**
 * As long as so many bytes are on their way, pictures wait in the box: there they can still be dropped, and the voice
 * passes them.
 * @param link what arrives, what a byte takes when it is empty, and up to how many bytes have arrived without being told
 */
export function windowBytes(
  { rung, limitKbps, phase }: LadderState,
  link: { kbps: number; baseMs: number; slackBytes: number },
): number {
  const { overMs, leastBytes, mostBytes } = WINDOW;
  // What goes with the voice is small, and without any picture browsers' players stand still, voice and all.
  if (rung.level === 'voice') return link.slackBytes + mostBytes;
  if (phase === 'draining') return link.slackBytes + leastBytes;
  const queued = limitKbps === null ? mostBytes : Math.min(mostBytes, Math.max(leastBytes, (limitKbps / 8) * overMs));
  return link.slackBytes + queued + (link.kbps / 8) * link.baseMs;
}
