/** Loudness against the test signals of EBU Tech 3341 (5 minimum requirements, tolerance 0.1 LU), silence and peak by hand. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { SoundMeter } from '../../../../device/media/measure/sound-meter.ts';

const RATE = 48_000;
type Stretch = [db: number, seconds: number];

/** 1 kHz in each channel; minus infinity is digital silence. */
function meterOf(stretches: Stretch[], { channels = 2, pieceFrames = 1000 } = {}): SoundMeter {
  const meter = new SoundMeter(channels);
  let frame = 0;
  for (const [db, seconds] of stretches) {
    const amplitude = 10 ** (db / 20);
    const end = frame + Math.round(seconds * RATE);
    while (frame < end) {
      const frames = Math.min(pieceFrames, end - frame);
      const samples = new Float32Array(frames * channels);
      for (let at = 0; at < frames; at++)
        samples.fill(
          amplitude * Math.sin((2 * Math.PI * 1000 * (frame + at)) / RATE),
          at * channels,
          (at + 1) * channels,
        );
      meter.push(samples);
      frame += frames;
    }
  }
  return meter;
}

const near = (given: number | null | undefined, wanted: number, tolerance: number) =>
  assert.ok(given != null && Math.abs(given - wanted) <= tolerance, `${given} is not ${wanted} within ${tolerance}`);

const TECH_3341: [name: string, stretches: Stretch[], lufs: number][] = [
  ['1: a tone of -23 dBFS', [[-23, 20]], -23],
  ['2: a tone of -33 dBFS', [[-33, 20]], -33],
  [
    '3: what is 13 LU below is gated',
    [
      [-36, 10],
      [-23, 60],
      [-36, 10],
    ],
    -23,
  ],
  [
    '4: so is what is below -70',
    [
      [-72, 10],
      [-36, 10],
      [-23, 60],
      [-36, 10],
      [-72, 10],
    ],
    -23,
  ],
  [
    '5: no gate between -26 and -20',
    [
      [-26, 20],
      [-20, 20.1],
      [-26, 20],
    ],
    -23,
  ],
];
for (const [name, stretches, lufs] of TECH_3341)
  test(`EBU Tech 3341, case ${name}`, () => near(meterOf(stretches).figures().loudnessLufs, lufs, 0.1));

test('one channel is 3 LU below two, and pieces of any length give the same', () => {
  near(meterOf([[-20, 5]], { channels: 1 }).figures().loudnessLufs, -23, 0.05);
  const [one, other] = [4801, 17].map((pieceFrames) => meterOf([[-20, 2]], { pieceFrames }).figures().loudnessLufs);
  near(one, other as number, 1e-6);
});

test('the peak is that of the samples', () => near(meterOf([[-12, 3]]).figures().peakDb, -12, 0.05));

test('the longest silence is found with its place; shorter ones and quiet rooms are none', () => {
  const silent = Number.NEGATIVE_INFINITY;
  const { longestSilence } = meterOf([
    [-20, 3],
    [silent, 2.5],
    [-20, 1],
    [-70, 4],
    [-20, 1],
  ]).figures();
  near(longestSilence?.atSeconds, 6.5, 0.11);
  near(longestSilence?.seconds, 4, 0.11);
  assert.equal(
    meterOf([
      [-20, 3],
      [silent, 1.5],
      [-20, 1],
    ]).figures().longestSilence,
    null,
  );
  assert.equal(meterOf([[-50, 10]]).figures().longestSilence, null);
});

test('silence all along has no loudness, no peak, and is as long as the talk', () => {
  const figures = meterOf([[Number.NEGATIVE_INFINITY, 10]]).figures();
  assert.deepEqual(figures, { loudnessLufs: null, peakDb: null, longestSilence: { atSeconds: 0, seconds: 10 } });
});
