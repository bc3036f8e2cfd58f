/** What the judgements are made of. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { samplesOf } from '../../../../device/media/analysis/analysis-audio.ts';
import { Chunker } from '../../../../device/media/analysis/chunker.ts';
import { Debounce } from '../../../../device/media/analysis/debounce.ts';
import { NoSpeech } from '../../../../device/media/analysis/no-speech.ts';
import { PowerSpectrum } from '../../../../device/media/analysis/power-spectrum.ts';
import { brightness } from '../../../../device/media/analysis/thumbnail.ts';

test('a stream is cut into equal pieces, however it comes', () => {
  const bytes = Buffer.from(Array.from({ length: 50 }, (_, at) => at));
  for (const step of [1, 3, 7, 20, 50]) {
    const pieces = new Chunker(7);
    const got: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += step) got.push(...pieces.push(bytes.subarray(at, at + step)));
    assert.equal(got.length, 7);
    assert.deepEqual(Buffer.concat(got), bytes.subarray(0, 49));
  }
});

test('told after a while, taken back after another; what comes and goes is neither', () => {
  const debounce = new Debounce({ activateAfter: 3, clearAfter: 2 });
  const after = (looks: string) =>
    [...looks]
      .map((look) => {
        debounce.push(look === 'x');
        return debounce.isActive ? 'T' : '.';
      })
      .join('');
  assert.equal(after('xx.xx.xxxx'), '........TT');
  assert.equal(after('.x.x..x'), 'TTTTT..');
});

test('a sine reads half its power in its own frequency, and nothing two away', () => {
  const length = 1024;
  const sine = Float32Array.from({ length }, (_, at) => Math.sin((2 * Math.PI * 100 * at) / length));
  const spectrum = new PowerSpectrum(sine.length).of(sine);
  assert.ok(Math.abs((spectrum[100] as number) - 0.5) < 0.001);
  assert.ok((spectrum[101] as number) > 0.1 && (spectrum[102] as number) < 1e-6 && (spectrum[50] as number) < 1e-6);
});

test('samples are fractions of full scale', () => {
  assert.deepEqual([...samplesOf(Buffer.from([0, 0x80, 0, 0x40, 0, 0]))], [-1, 0.5, 0]);
});

test('looking at a picture leaves it as it is, a Buffer too', () => {
  const picture = Buffer.from([9, 1, 5, 3]);
  assert.equal(brightness(picture, 0.5), 5);
  assert.deepEqual([...picture], [9, 1, 5, 3]);
});

test('nobody speaks: told while somebody moves, never in a still pause, taken back by a word', () => {
  const told = (...steps: [quietSeconds: number, motion: number][]) => {
    const noSpeech = new NoSpeech();
    for (const step of steps) noSpeech.push(...step);
    return noSpeech.isActive;
  };
  assert.equal(told([19.5, 1]), false);
  assert.equal(told([20, 1]), true);
  assert.equal(told([60, 0.1]), false);
  assert.equal(told([20, 1], [40, 0]), true);
  assert.equal(told([20, 1], [0, 1]), false);
});
