/**
 * Where the parts of a recording lie in its MP4, and what that says of the talk: what is missing, and where a moment is.
 * Pure.
 */
import type { BootMoment, DatedMoment } from '../../platform/boot-moment.ts';
import type { PartStart } from './part-start.ts';

/** From the last frame of a part to the first of the next where their distance is not kept: one picture at 30 per second. */
export const FRAME_MS = 33;
/** Less is no gap, and stays in the MP4 as it was. */
const GAP_MS = 1000;

/** Times in the MP4. */
export interface PlacedPart {
  /** Null where it is not known: a part of an earlier version. */
  start: PartStart | null;
  atMs: number;
  /** Time of its last frame. */
  endMs: number;
  pictures: { firstMs: number; lastMs: number } | null;
}

export interface Gap {
  /** In the MP4. */
  atSeconds: number;
  /** Null where it is not known. */
  missingSeconds: number | null;
  /** `everything` is cut out; where only the picture is missing it freezes for so long, and the sound goes on. */
  lost: 'everything' | 'picture';
  /** `stop`: it was wanted, by whoever stopped the talk and took that back. */
  cause: 'stop' | 'fault';
}

/**
 * Where a part begins. One that goes on without a hole keeps its true distance; a hole is cut out, and so is what is there
 * twice: a talk that is taken up again begins with the keyframe before.
 * @param firstMs of its first frame, since its beginning
 * @param newestMs of the same kind, in the MP4 so far
 */
export function placeAfter(
  before: PlacedPart | undefined,
  start: PartStart | null,
  { firstMs, newestMs }: { firstMs: number; newestMs: number },
): number {
  // The MP4 leaves no time for what the start of a recording has lost.
  if (!before) return firstMs > GAP_MS ? -firstMs : 0;
  const holeMs = before.start?.boot === start?.boot ? holeOf(endOf(before), start) : null;
  const goesOn = holeMs !== null && holeMs < GAP_MS && before.endMs + holeMs + firstMs > newestMs;
  return before.endMs + (goesOn ? holeMs : FRAME_MS);
}

/** @param now gives the wall time of parts that were begun since the board started, before its clock was set */
export function gapsOf(parts: PlacedPart[], now: DatedMoment): Gap[] {
  const dated = [now, ...parts.map(({ start }) => start)].filter((moment) => moment !== null);
  return parts.slice(1).flatMap((part, index) => {
    const before = parts[index] as PlacedPart;
    const gaps: Gap[] = [];
    const holeMs = trueHoleMs(before, part, dated);
    if (holeMs === null || holeMs >= GAP_MS) gaps.push(gap(part, holeMs, 'everything'));
    const stillMs = (part.pictures?.firstMs ?? part.endMs) - (before.pictures?.lastMs ?? part.atMs);
    if (part.start?.lostPictures && stillMs >= GAP_MS) gaps.push(gap(part, stillMs, 'picture'));
    return gaps;
  });
}

/** Place of that moment in the MP4, in seconds; a moment in a gap has the gap's place. Null where it is not known. */
export function placeOf(moment: BootMoment, parts: PlacedPart[]): number | null {
  const ofBoot = parts.flatMap(({ start, atMs, endMs }) =>
    start?.boot === moment.boot ? [{ atMs, endMs, sinceMs: moment.monotonicMs - start.monotonicMs }] : [],
  );
  const part = ofBoot.findLast(({ sinceMs }) => sinceMs >= 0) ?? ofBoot[0];
  return part ? toSeconds(clamped(part.atMs + part.sinceMs, Math.max(0, part.atMs), part.endMs)) : null;
}

function gap({ start, atMs }: PlacedPart, missingMs: number | null, lost: Gap['lost']): Gap {
  const missingSeconds = missingMs === null ? null : Math.round(missingMs / 100) / 10;
  const cause = start?.afterStop && lost === 'everything' ? 'stop' : 'fault';
  return { atSeconds: toSeconds(atMs), missingSeconds, lost, cause };
}

/** Within one start of the board by its own clock, else by the wall clock where that was set in both. */
function trueHoleMs(before: PlacedPart, part: PlacedPart, dated: DatedMoment[]): number | null {
  const end = endOf(before);
  if (!end || !part.start) return null;
  if (end.boot === part.start.boot) return holeOf(end, part.start);
  const [endedMs, beganMs] = [wallTimeOf(end, dated), wallTimeOf(part.start, dated)];
  const holeMs = endedMs === null || beganMs === null ? null : beganMs - endedMs;
  // No board starts within a second: a clock that was set wrongly.
  return holeMs !== null && holeMs >= GAP_MS ? holeMs : null;
}

function holeOf(end: BootMoment | null, start: BootMoment | null): number | null {
  return end && start ? start.monotonicMs - end.monotonicMs : null;
}

function endOf({ start, atMs, endMs }: PlacedPart): BootMoment | null {
  return start && { boot: start.boot, monotonicMs: start.monotonicMs + endMs - atMs };
}

/** By the nearest moment of that start of the board at which the wall clock was set. */
function wallTimeOf({ boot, monotonicMs }: BootMoment, dated: DatedMoment[]): number | null {
  const distanceMs = (moment: DatedMoment) => Math.abs(moment.monotonicMs - monotonicMs);
  const [known] = dated
    .filter((moment) => moment.boot === boot && moment.clockTrusted)
    .sort((one, other) => distanceMs(one) - distanceMs(other));
  return known ? known.wallMs + monotonicMs - known.monotonicMs : null;
}

const clamped = (ms: number, leastMs: number, mostMs: number) => Math.min(Math.max(ms, leastMs), mostMs);
const toSeconds = (ms: number) => Math.round(ms) / 1000;
