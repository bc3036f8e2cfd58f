/** Figures of a track, once all of its frames are known. */
import type { MediaKind } from '../flv/flv-tag.ts';
import { aacConfig } from './aac-config.ts';
import type { FrameSpool } from './frame-spool.ts';

/** Duration of a lone picture. The last of several lasts for its distance from the one before, unless that was a pause. */
const LONE_PICTURE_MS = 33;
const LONGEST_LAST_MS = 1000;

export interface Track {
  kind: MediaKind;
  frames: FrameSpool;
  /** Those that frames refer to: of H.264 or AAC. */
  configs: Buffer[];
}

/** Figures that the tables of a track depend on. Times in ms since the start of the recording. */
export interface TrackFigures {
  /** When the first frame is decoded, the last, and when the earliest is shown. */
  decodedMs: number;
  decodedLastMs: number;
  shownMs: number;
  leastCompositionMs: number;
  /** When the last one is over. */
  endMs: number;
  /** Duration of the last frame. */
  lastMs: number;
  longestMs: number;
  durationRuns: number;
  compositionRuns: number;
  descriptionRuns: number;
  keyframes: number;
  bytes: number;
  largestBytes: number;
}

/** How times and places in the recording become those in the file. */
export interface Timeline {
  unitsPerMs: number;
  /** Time in the recording that is 0 in the movie. */
  originMs: number;
  /** From a position in the parts to one in the file. */
  shift: number;
  /** Positions of 64 bits. */
  isLong: boolean;
}

/** @throws where there is no frame, or the configuration of the last one is none */
export function trackFigures({ kind, frames, configs }: Track): TrackFigures {
  const runs = { duration: new Runs(), composition: new Runs(), description: new Runs() };
  const figures = { keyframes: 0, bytes: 0, largestBytes: 0, longestMs: 0 };
  const times = { shownMs: Number.POSITIVE_INFINITY, leastCompositionMs: Number.POSITIVE_INFINITY, shownLastMs: 0 };
  let [firstMs, newestMs, apartMs, description] = [-1, 0, 0, 0];
  for (const frame of frames.frames()) {
    if (firstMs < 0) firstMs = frame.decodedMs;
    else {
      apartMs = frame.decodedMs - newestMs;
      figures.longestMs = Math.max(figures.longestMs, apartMs);
      runs.duration.add(apartMs);
    }
    newestMs = frame.decodedMs;
    description = frame.description;
    runs.composition.add(frame.compositionMs);
    runs.description.add(description);
    const shownMs = frame.decodedMs + frame.compositionMs;
    times.shownMs = Math.min(times.shownMs, shownMs);
    times.shownLastMs = Math.max(times.shownLastMs, shownMs);
    times.leastCompositionMs = Math.min(times.leastCompositionMs, frame.compositionMs);
    figures.keyframes += frame.isKeyframe ? 1 : 0;
    figures.bytes += frame.bytes;
    figures.largestBytes = Math.max(figures.largestBytes, frame.bytes);
  }
  const config = configs[description];
  if (firstMs < 0 || !config) throw new Error(`${kind} without a configuration`);
  const lastMs =
    kind === 'audio' ? aacConfig(config).frameSeconds * 1000 : Math.min(apartMs || LONE_PICTURE_MS, LONGEST_LAST_MS);
  runs.duration.add(lastMs);
  return {
    ...figures,
    decodedMs: firstMs,
    decodedLastMs: newestMs,
    shownMs: times.shownMs,
    leastCompositionMs: times.leastCompositionMs,
    endMs: times.shownLastMs + lastMs,
    lastMs,
    durationRuns: runs.duration.count,
    compositionRuns: runs.composition.count,
    descriptionRuns: runs.description.count,
  };
}

/** Counts equal values in a row as one. */
class Runs {
  count = 0;
  #current = Number.NaN;

  add(value: number): void {
    if (value !== this.#current) this.count++;
    this.#current = value;
  }
}
