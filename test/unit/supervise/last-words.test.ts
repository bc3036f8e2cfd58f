import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { LastWords } from '../../../device/supervise/last-words.ts';

const WORDS = `\n${Array.from({ length: 12 }, (_, n) => `${n} ${'x'.repeat(n * 100)}`).join('\n\n')}\nthe end`;

test('however it is cut, it is the last eight lines, each cut, empty ones left out', () => {
  const whole = new LastWords();
  whole.push(WORDS);
  const expected = [5, 6, 7, 8, 9, 10, 11].map((n) => `${n} ${'x'.repeat(n * 100)}`.slice(0, 500));
  assert.deepEqual(whole.lines, [...expected, 'the end']);
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: WORDS.length }), { maxLength: 20 }), (cuts) => {
      const inPieces = new LastWords();
      const places = [0, ...cuts.toSorted((a, b) => a - b), WORDS.length];
      for (const [index, from] of places.entries()) inPieces.push(WORDS.slice(from, places[index + 1] ?? from));
      assert.deepEqual(inPieces.lines, whole.lines);
    }),
  );
});
