/** Where the frames of a track lie in an MP4, how long each lasts, and how it is decoded. Pure. */
import type { Frame, FrameSpool } from './frame-spool.ts';
import { type Box, fullBox, tableBox, u32 } from './mp4-box.ts';
import { pictureDescription, soundDescription } from './mp4-descriptions.ts';
import type { Timeline, Track, TrackFigures } from './track-figures.ts';

/** Content of `stbl`. @throws where a configuration is none */
export function sampleTables(track: Track, figures: TrackFigures, { unitsPerMs, shift, isLong }: Timeline): Box[] {
  const { kind, frames, configs } = track;
  const { lastMs, leastCompositionMs, durationRuns, compositionRuns, descriptionRuns, keyframes } = figures;
  const { count } = frames;
  const bitsPerSecond = (figures.bytes * 8000) / Math.max(1, figures.endMs - figures.shownMs);
  const descriptions = configs.map((config) =>
    kind === 'video'
      ? pictureDescription(config)
      : soundDescription(config, { largestBytes: figures.largestBytes, bitsPerSecond }),
  );
  const durations = tableBox('stts', {
    fields: [durationRuns],
    count: 2 * durationRuns,
    entries: () => runsOf(durationsOf(frames, lastMs), (run, ms) => [run, Math.round(ms * unitsPerMs)]),
  });
  const hasCompositions = compositionRuns > 1;
  const compositions = tableBox('ctts', {
    fields: [compositionRuns],
    count: 2 * compositionRuns,
    // Never negative: what is shown first is said by the edit.
    entries: () =>
      runsOf(
        each(frames, ({ compositionMs }) => compositionMs),
        (run, ms) => [run, (ms - leastCompositionMs) * unitsPerMs],
      ),
  });
  const hasDependent = kind === 'video' && keyframes < count;
  const beginnings = tableBox('stss', { fields: [keyframes], count: keyframes, entries: () => keyframesOf(frames) });
  // Each frame is a chunk of its own: between two of them lies what FLV says of the second.
  const chunks = tableBox('stsc', {
    fields: [descriptionRuns],
    count: 3 * descriptionRuns,
    entries: () => chunksOf(frames),
  });
  const sizes = tableBox('stsz', { fields: [0, count], count, entries: () => each(frames, ({ bytes }) => bytes) });
  const places = tableBox(isLong ? 'co64' : 'stco', {
    fields: [count],
    count,
    entries: () => each(frames, ({ position }) => position + shift),
    wide: isLong,
  });
  return [
    fullBox('stsd', 0, 0, u32(descriptions.length), ...descriptions),
    durations,
    ...(hasCompositions ? [compositions] : []),
    ...(hasDependent ? [beginnings] : []),
    chunks,
    sizes,
    places,
  ];
}

function* each(frames: FrameSpool, valueIn: (frame: Readonly<Frame>) => number): Generator<number> {
  for (const frame of frames.frames()) yield valueIn(frame);
}

function* durationsOf(frames: FrameSpool, lastMs: number): Generator<number> {
  let newestMs: number | null = null;
  for (const { decodedMs } of frames.frames()) {
    if (newestMs !== null) yield decodedMs - newestMs;
    newestMs = decodedMs;
  }
  yield lastMs;
}

function* keyframesOf(frames: FrameSpool): Generator<number> {
  let number = 0;
  for (const { isKeyframe } of frames.frames()) {
    number++;
    if (isKeyframe) yield number;
  }
}

/** First chunk of each run, frames in a chunk, description from 1 on. */
function* chunksOf(frames: FrameSpool): Generator<number> {
  let first = 1;
  for (const [run, description] of pairsOf(
    runsOf(
      each(frames, (frame) => frame.description),
      (...pair) => pair,
    ),
  )) {
    yield first;
    yield 1;
    yield description + 1;
    first += run;
  }
}

function* pairsOf(numbers: Iterable<number>): Generator<[number, number]> {
  let before: number | null = null;
  for (const number of numbers) {
    if (before === null) before = number;
    else {
      yield [before, number];
      before = null;
    }
  }
}

/** Equal values in a row as one. */
function* runsOf(values: Iterable<number>, entry: (run: number, value: number) => number[]): Generator<number> {
  let [run, current] = [0, 0];
  for (const value of values) {
    if (run > 0 && value !== current) {
      yield* entry(run, current);
      run = 0;
    }
    current = value;
    run++;
  }
  if (run > 0) yield* entry(run, current);
}
