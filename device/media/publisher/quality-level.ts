/** Quality levels of a destination, from everything down to the voice with a small picture. Pure. */

/** Value of `destinations[].level` in the status. */
export type QualityLevel = 'full' | 'reduced' | 'stills' | 'voice';

export interface SentQuality {
  level: QualityLevel;
  /** Bitrate of the picture. */
  kbps: number;
}

/** Bounds of the quality levels of one destination. */
export interface QualityLimits {
  hasPicture: boolean;
  /** A reduced rendition can be made; without it there is only `full`. */
  hasReduced: boolean;
  fullKbps: number;
  /** Least bitrate at which a moving picture is worth sending. */
  floorKbps: number;
}

/** Bitrate of 48 kb/s of sound as it leaves: 47 tags a second with their heads. */
export const VOICE_KBPS = 55;
/** Bitrate at which 640x360 at 15 a second is good; a link that carries more soon carries the full picture. */
const MOST_REDUCED_KBPS = 800;
/** Bitrate of one picture a second, which is the size of one picture in kb. */
const MOST_STILLS_KBPS = 100;
const LEAST_STILLS_KBPS = 25;
/** Part of each second that a still may take: the voice waits behind it. */
const STILL_TAKES = 0.2;
/** Bitrate of 160x90 once a second: 0.7 kB for a picture of noise, less for any other. */
const VOICE_PICTURE_KBPS = 5;
/** Part of a link's seen capacity that is used; the rest is left for its bad moments. */
const SAFE_PART = 0.7;
/** Factors of one step while the picture moves. A level at `NEARLY` of the most counts as the most. */
const STEP = { down: 2, up: 3 };
const NEARLY = 0.9;

const RANKS: readonly QualityLevel[] = ['voice', 'stills', 'reduced', 'full'];

export const FULL: SentQuality = { level: 'full', kbps: 0 };
/** Tries whether there is room for more than the voice. */
const STILLS: SentQuality = { level: 'stills', kbps: 40 };
export const VOICE: SentQuality = { level: 'voice', kbps: VOICE_PICTURE_KBPS };

export function lower(one: SentQuality, other: SentQuality): SentQuality {
  const byLevel = RANKS.indexOf(one.level) - RANKS.indexOf(other.level);
  return (byLevel || one.kbps - other.kbps) < 0 ? one : other;
}

export function isLower(one: SentQuality, than: SentQuality): boolean {
  return lower(one, than) === one && (one.level !== than.level || one.kbps !== than.kbps);
}

/** The highest quality below `full` that a link of this capacity carries safely. */
export function carriedBy(linkKbps: number, limits: QualityLimits): SentQuality {
  const kbps = linkKbps * SAFE_PART - VOICE_KBPS;
  const [least, most] = reducedRange(limits);
  const stillsKbps = Math.min(kbps, linkKbps * STILL_TAKES, MOST_STILLS_KBPS);
  if (!limits.hasPicture || stillsKbps < LEAST_STILLS_KBPS) return VOICE;
  if (kbps < least) return { level: 'stills', kbps: stillsKbps };
  return { level: 'reduced', kbps: Math.min(kbps, most) };
}

export function below(quality: SentQuality, limits: QualityLimits): SentQuality {
  const [least, most] = reducedRange(limits);
  switch (quality.level) {
    case 'full':
      return limits.hasPicture ? { level: 'reduced', kbps: most } : VOICE;
    case 'reduced':
      return quality.kbps > least ? { level: 'reduced', kbps: Math.max(least, quality.kbps / STEP.down) } : STILLS;
    case 'stills':
    case 'voice':
      return VOICE;
  }
}

export function above(quality: SentQuality, limits: QualityLimits): SentQuality {
  const [least, most] = reducedRange(limits);
  switch (quality.level) {
    case 'voice':
      return limits.hasPicture ? STILLS : FULL;
    case 'stills':
      return { level: 'reduced', kbps: least };
    case 'reduced':
      return quality.kbps < most * NEARLY ? { level: 'reduced', kbps: Math.min(most, quality.kbps * STEP.up) } : FULL;
    case 'full':
      return FULL;
  }
}

function reducedRange({ fullKbps, floorKbps }: QualityLimits): [least: number, most: number] {
  const most = Math.min(MOST_REDUCED_KBPS, fullKbps / STEP.down);
  return [Math.min(floorKbps, most), most];
}
