/** What a destination is sent, from everything down to the voice with a small picture. Pure. */

/** As `destinations[].level` of the status says it. */
export type Level = 'full' | 'reduced' | 'stills' | 'voice';

export interface Rung {
  level: Level;
  /** Of the picture. */
  kbps: number;
}

/** What the rungs of one destination are made of. */
export interface RungLimits {
  hasPicture: boolean;
  /** Something codes the reduced rendition; without it there is only `full`. */
  hasReduced: boolean;
  fullKbps: number;
  /** Below it no moving picture is worth sending. */
  floorKbps: number;
}

/** Sound of 48 kb/s as it leaves: 47 tags a second with their heads. */
export const VOICE_KBPS = 55;
/** 640x360 at 15 a second looks good at it; what carries more, carries the full picture soon. */
const MOST_REDUCED_KBPS = 800;
/** One picture a second: as many kb as a picture has. */
const MOST_STILLS_KBPS = 100;
const LEAST_STILLS_KBPS = 25;
/** Of each second, what a still may take: the voice waits behind it. */
const STILL_TAKES = 0.2;
/** 160x90 once a second: 0.7 kB for each picture of noise, less of any other. */
const VOICE_PICTURE_KBPS = 5;
/** Of what a link was seen to carry, what is taken of it: so much is left for its bad moments. */
const SAFE_PART = 0.7;
/** The measure of one step where the picture is moving; what is this near to the top is the top. */
const STEP = { down: 2, up: 3 };
const NEARLY = 0.9;

const RANKS: readonly Level[] = ['voice', 'stills', 'reduced', 'full'];

export const FULL: Rung = { level: 'full', kbps: 0 };
/** To try whether there is room for more than the voice. */
const STILLS: Rung = { level: 'stills', kbps: 40 };
export const VOICE: Rung = { level: 'voice', kbps: VOICE_PICTURE_KBPS };

export function lower(one: Rung, other: Rung): Rung {
  const byLevel = RANKS.indexOf(one.level) - RANKS.indexOf(other.level);
  return (byLevel || one.kbps - other.kbps) < 0 ? one : other;
}

export function isLower(one: Rung, than: Rung): boolean {
  return lower(one, than) === one && (one.level !== than.level || one.kbps !== than.kbps);
}

/** The highest rung, below the full one, that a link which carries so much carries safely. */
export function carriedBy(linkKbps: number, limits: RungLimits): Rung {
  const kbps = linkKbps * SAFE_PART - VOICE_KBPS;
  const [least, most] = reducedRange(limits);
  const stillsKbps = Math.min(kbps, linkKbps * STILL_TAKES, MOST_STILLS_KBPS);
  if (!limits.hasPicture || stillsKbps < LEAST_STILLS_KBPS) return VOICE;
  if (kbps < least) return { level: 'stills', kbps: stillsKbps };
  return { level: 'reduced', kbps: Math.min(kbps, most) };
}

export function below(rung: Rung, limits: RungLimits): Rung {
  const [least, most] = reducedRange(limits);
  switch (rung.level) {
    case 'full':
      return limits.hasPicture ? { level: 'reduced', kbps: most } : VOICE;
    case 'reduced':
      return rung.kbps > least ? { level: 'reduced', kbps: Math.max(least, rung.kbps / STEP.down) } : STILLS;
    case 'stills':
    case 'voice':
      return VOICE;
  }
}

export function above(rung: Rung, limits: RungLimits): Rung {
  const [least, most] = reducedRange(limits);
  switch (rung.level) {
    case 'voice':
      return limits.hasPicture ? STILLS : FULL;
    case 'stills':
      return { level: 'reduced', kbps: least };
    case 'reduced':
      return rung.kbps < most * NEARLY ? { level: 'reduced', kbps: Math.min(most, rung.kbps * STEP.up) } : FULL;
    case 'full':
      return FULL;
  }
}

function reducedRange({ fullKbps, floorKbps }: RungLimits): [least: number, most: number] {
  const most = Math.min(MOST_REDUCED_KBPS, fullKbps / STEP.down);
  return [Math.min(floorKbps, most), most];
}
