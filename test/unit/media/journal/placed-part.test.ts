import assert from 'node:assert/strict';
import test from 'node:test';
import { gapsOf, type PlacedPart, placeOf } from '../../../../device/media/journal/placed-part.ts';

const WALL_MS = Date.UTC(2026, 9, 5, 12, 0, 0);
const BOOT = 'a';
const AFTER_CUT = 'b';

/** A part of 10 s that begins there in the MP4 and then on the board; `wallMs` of a clock that is set, null for one that is not. */
const part = (
  atMs: number,
  boot: string,
  monotonicMs: number,
  wallMs: number | null,
  lostPictures = 0,
): PlacedPart => ({
  start: { boot, monotonicMs, wallMs: wallMs ?? 0, clockTrusted: wallMs !== null, lostPictures, afterStop: false },
  atMs,
  endMs: atMs + 10_000,
  pictures: { firstMs: atMs, lastMs: atMs + 10_000 },
});
/** The board after its second start, two minutes later. */
const now = (clockTrusted: boolean) => ({
  boot: AFTER_CUT,
  monotonicMs: 120_000,
  wallMs: WALL_MS + 200_000,
  clockTrusted,
});
const missing = (parts: PlacedPart[], clockTrusted = true) =>
  gapsOf(parts, now(clockTrusted)).map(({ atSeconds, missingSeconds }) => [atSeconds, missingSeconds]);

test('within one start of the board the gap is exact, whatever the wall clock says', () => {
  const first = part(0, BOOT, 1_000, null);
  assert.deepEqual(missing([first, part(10_033, BOOT, 12_000, WALL_MS)]), [[10.033, 1]]);
  assert.deepEqual(missing([first, part(10_033, BOOT, 3_611_000, null)]), [[10.033, 3600]]);
  assert.deepEqual(missing([first, part(10_900, BOOT, 11_900, null)]), [], 'less than a second');
  assert.deepEqual(missing([first, part(10_033, BOOT, 9_000, null)]), [], 'what is there twice');
});

test('over a power cut the wall clock tells, where it was set in both', () => {
  const first = part(0, BOOT, 1_000, WALL_MS);
  assert.deepEqual(missing([first, part(10_033, AFTER_CUT, 8_000, WALL_MS + 52_500)]), [[10.033, 42.5]]);
  assert.deepEqual(missing([part(0, BOOT, 1_000, null), part(10_033, AFTER_CUT, 8_000, WALL_MS)]), [[10.033, null]]);
  assert.deepEqual(missing([first, part(10_033, AFTER_CUT, 8_000, null)], false), [[10.033, null]]);
  assert.deepEqual(
    missing([first, part(10_033, AFTER_CUT, 8_000, WALL_MS - 5000)]),
    [[10.033, null]],
    'a clock that goes back was wrong',
  );
});

test('a clock that is set later tells of all that was recorded since the start of the board', () => {
  const first = part(0, BOOT, 1_000, WALL_MS);
  const second = part(10_033, AFTER_CUT, 8_000, null);
  // By the time of the joining: 120 s after the start it is 200 s after the beginning.
  assert.deepEqual(missing([first, second]), [[10.033, 78]]);
  // By a later part.
  const third = part(20_066, AFTER_CUT, 18_000, WALL_MS + 98_000);
  assert.deepEqual(missing([first, second, third], false), [[10.033, 78]]);
});

test('a part of an earlier version: nobody can tell', () => {
  const old = { ...part(0, BOOT, 0, null), start: null };
  assert.deepEqual(missing([old, part(10_033, BOOT, 30_000, WALL_MS)]), [[10.033, null]]);
});

test('pictures that came late are a gap only where the disk cost some', () => {
  const late = (lostPictures: number) => ({
    ...part(10_021, BOOT, 11_021, null, lostPictures),
    pictures: { firstMs: 15_000, lastMs: 20_000 },
  });
  assert.deepEqual(gapsOf([part(0, BOOT, 1_000, null), late(0)], now(true)), []);
  assert.deepEqual(gapsOf([part(0, BOOT, 1_000, null), late(90)], now(true)), [
    { atSeconds: 10.021, missingSeconds: 5, lost: 'picture', cause: 'fault' },
  ]);
  const none = { ...late(90), pictures: null };
  assert.equal(gapsOf([part(0, BOOT, 1_000, null), none], now(true))[0]?.missingSeconds, 10, 'up to its end');
});

test('a moment of the talk is in the part that was being written then; in a gap it is where that is', () => {
  const parts = [
    { ...part(0, BOOT, 0, null), start: null },
    part(10_033, BOOT, 100_000, null),
    part(20_066, BOOT, 150_000, null),
    part(30_099, AFTER_CUT, 5_000, null),
  ];
  const at = (boot: string, monotonicMs: number) => placeOf({ boot, monotonicMs }, parts);
  assert.equal(at(BOOT, 100_000), 10.033);
  assert.equal(at(BOOT, 104_500.4), 14.533);
  assert.equal(at(BOOT, 130_000), 20.033, 'in the gap');
  assert.equal(at(BOOT, 151_000), 21.066);
  assert.equal(at(BOOT, 900_000), 30.066, 'after the last of that start of the board');
  assert.equal(at(AFTER_CUT, 4_000), 30.099, 'before its first');
  assert.equal(at(AFTER_CUT, 6_000), 31.099);
  assert.equal(at('another', 6_000), null);
});
