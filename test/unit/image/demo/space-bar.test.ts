import assert from 'node:assert/strict';
import test from 'node:test';
import { SpaceBar } from '../../../../image/demo/space-bar.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';

/** What a bar pressed at these moments (ms) is taken for. */
function gestures(atMs: number[], doubleHasMeaning = true): string[] {
  const clock = new FakeClock();
  const seen: string[] = [];
  const bar = new SpaceBar({ clock, doubleHasMeaning: () => doubleHasMeaning, press: (gesture) => seen.push(gesture) });
  let now = 0;
  for (const at of atMs) {
    clock.advance(at - now);
    now = at;
    bar.pressed();
  }
  clock.advance(2000);
  return seen;
}

const keptDown = (firstMs: number, everyMs: number) => [
  0,
  ...Array.from({ length: 40 }, (_, times) => firstMs + times * everyMs),
];

test('once, twice, and twice apart', () => {
  assert.deepEqual(gestures([0]), ['short']);
  assert.deepEqual(gestures([0, 150]), ['double']);
  assert.deepEqual(gestures([0, 340]), ['double']);
  assert.deepEqual(gestures([0, 1000]), ['short', 'short']);
  assert.deepEqual(gestures([0, 150, 1000, 1200]), ['double', 'double']);
});

test('a bar that is kept down is one press at most', () => {
  assert.deepEqual(gestures(keptDown(250, 33)), [], 'as on a console');
  assert.deepEqual(gestures(keptDown(660, 30)), ['short'], 'as on a desktop');
  assert.deepEqual(gestures(keptDown(250, 33), false), ['short']);
});

test('where two mean nothing the first counts at once, and a second in a row does not', () => {
  assert.deepEqual(gestures([0, 150], false), ['short']);
  assert.deepEqual(gestures([0, 1000], false), ['short', 'short']);
});
