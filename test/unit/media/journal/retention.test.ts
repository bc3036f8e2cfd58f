import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { dueForRemoval, type KeptRecording, type RetentionFacts } from '../../../../device/media/journal/retention.ts';

const DAY_MS = 24 * 3600 * 1000;
const NOW = Date.UTC(2026, 9, 5, 12);

const recording = (id: string, daysAgo: number | null, more: Partial<KeptRecording> = {}): KeptRecording => ({
  id,
  startedMs: daysAgo === null ? null : NOW - daysAgo * DAY_MS,
  bytes: 100,
  uploaded: false,
  ...more,
});

const due = (recordings: KeptRecording[], more: Partial<RetentionFacts> = {}) =>
  dueForRemoval({ recordings, nowMs: NOW, keepDays: 30, missingBytes: 0, ...more }).map(
    ({ id, why }) => `${id} ${why}`,
  );

test('what is older than it is kept goes, oldest first; a day before it stays', () => {
  assert.deepEqual(due([recording('young', 29), recording('old', 31), recording('older', 400)]), [
    'older expired',
    'old expired',
  ]);
});

test('without a clock that can be believed nothing has an age, however full the disk is', () => {
  const all = [recording('old', 400), recording('young', 1), recording('undated', null)];
  assert.deepEqual(due(all, { nowMs: null }), []);
  assert.deepEqual(due(all, { nowMs: null, missingBytes: 1e12 }), []);
});

test('one dated in the future, or not dated at all, is not old', () => {
  assert.deepEqual(due([recording('future', -4000), recording('undated', null)], { missingBytes: 1e12 }), []);
});

test('what is uploaded is kept as long as anything else, and goes when the disk needs room: as much as it needs', () => {
  const all = [
    recording('a', 3, { uploaded: true }),
    recording('b', 2),
    recording('c', 5, { uploaded: true }),
    recording('d', null, { uploaded: true }),
  ];
  assert.deepEqual(due(all), []);
  assert.deepEqual(due(all, { missingBytes: 1 }), ['c uploaded']);
  assert.deepEqual(due(all, { missingBytes: 101 }), ['c uploaded', 'a uploaded']);
  assert.deepEqual(due(all, { missingBytes: 1e12 }), ['c uploaded', 'a uploaded', 'd uploaded']);
});

test('what is expired makes room first', () => {
  const all = [recording('a', 31), recording('b', 20, { uploaded: true }), recording('c', 10, { uploaded: true })];
  assert.deepEqual(due(all, { missingBytes: 100 }), ['a expired']);
  assert.deepEqual(due(all, { missingBytes: 150 }), ['a expired', 'b uploaded']);
});

test('property: what is neither uploaded nor old by a believed clock is never removed, and nothing twice', () => {
  const any = fc.record({
    id: fc.uuid(),
    startedMs: fc.option(fc.integer({ min: NOW - 4000 * DAY_MS, max: NOW + 4000 * DAY_MS })),
    bytes: fc.nat(10_000),
    uploaded: fc.boolean(),
  });
  fc.assert(
    fc.property(
      fc.uniqueArray(any, { selector: ({ id }) => id }),
      fc.option(fc.integer({ min: NOW - 4000 * DAY_MS, max: NOW + 4000 * DAY_MS })),
      fc.integer({ min: 1, max: 3650 }),
      fc.integer({ min: -1000, max: 100_000 }),
      (recordings, nowMs, keepDays, missingBytes) => {
        const removals = dueForRemoval({ recordings, nowMs, keepDays, missingBytes });
        assert.equal(new Set(removals.map(({ id }) => id)).size, removals.length);
        for (const { uploaded, startedMs } of removals) {
          const old = nowMs !== null && startedMs !== null && nowMs - startedMs > keepDays * DAY_MS;
          assert.ok(old || (uploaded && missingBytes > 0));
        }
      },
    ),
  );
});
