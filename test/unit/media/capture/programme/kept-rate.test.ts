import assert from 'node:assert/strict';
import test from 'node:test';
import { KeptRate } from '../../../../../device/media/capture/programme/kept-rate.ts';
import type { ReducedPicture } from '../../../../../device/media/capture/programme/reduced-picture.ts';

const ASKED: ReducedPicture = { width: 640, height: 360, framesPerSecond: 15, bitrateKbps: 250 };

/** An encoder that needs at least so many bits a point; what it has given each second (kb), and the last picture. */
function encoded(rate: KeptRate, leastBitsPerPoint: number, seconds: number, fromMs = 0) {
  const each: number[] = [];
  let kilobits = 0;
  let secondMs = fromMs;
  let atMs = fromMs;
  while (atMs < fromMs + seconds * 1000) {
    const { width, height, framesPerSecond, bitrateKbps } = rate.picture;
    const bits = Math.max((bitrateKbps * 1000) / framesPerSecond, leastBitsPerPoint * width * height);
    rate.coded(bits / 8, atMs);
    kilobits += bits / 1000;
    atMs += 1000 / framesPerSecond;
    if (atMs - secondMs < 1000) continue;
    each.push(Math.round((kilobits * 1000) / (atMs - secondMs)));
    kilobits = 0;
    secondMs = atMs;
  }
  return { each, picture: rate.picture };
}

test('an encoder that keeps its rate is left alone', () => {
  assert.deepEqual(encoded(new KeptRate(ASKED), 0.01, 20).picture, ASKED);
});

test('pictures that cannot be made small enough are made smaller and fewer, within a second', () => {
  for (const bits of [0.1, 0.5, 2, 5]) {
    const { each, picture } = encoded(new KeptRate(ASKED), bits, 120);
    assert.ok((each[2] ?? 0) <= 1.15 * 250, `${bits}: ${each}`);
    const late = each.slice(2);
    const mean = late.reduce((sum, one) => sum + one, 0) / late.length;
    assert.ok(mean <= 1.15 * 250, `${bits} bits a point: ${late}`);
    assert.equal((picture.width % 2) + (picture.height % 2), 0);
    assert.ok(Math.abs(picture.width / picture.height - 16 / 9) < 0.1, JSON.stringify(picture));
    assert.equal(picture.bitrateKbps, 250);
  }
});

test('larger ones are tried again, seldom while that fails, and kept when it does not', () => {
  const rate = new KeptRate(ASKED);
  const hard = encoded(rate, 2, 120);
  const tries = hard.each.slice(2).filter((kbps) => kbps > 1.15 * 250).length;
  assert.ok(tries >= 1 && tries <= 8, `${hard.each}`);
  assert.deepEqual(encoded(rate, 0.01, 400, 200_000).picture, ASKED);
});

test('another wish for the same pictures begins with what they need', () => {
  const rate = new KeptRate(ASKED);
  encoded(rate, 2, 20);
  rate.ask({ ...ASKED, bitrateKbps: 125 });
  const { each } = encoded(rate, 2, 10, 30_000);
  assert.ok((each[0] ?? 0) <= 1.3 * 125, `${each}`);
  rate.ask({ ...ASKED, width: 160, height: 90, framesPerSecond: 1, bitrateKbps: 100 });
  assert.deepEqual(rate.picture, { width: 160, height: 90, framesPerSecond: 1, bitrateKbps: 100 });
});

test('there is an end to it', () => {
  const { picture } = encoded(new KeptRate({ ...ASKED, bitrateKbps: 5 }), 50, 200);
  assert.ok(picture.width >= 80 && picture.framesPerSecond >= 1, JSON.stringify(picture));
});

test('a picture a second, each of its full share, is no flood', () => {
  const stills = { ...ASKED, framesPerSecond: 1, bitrateKbps: 40 };
  assert.deepEqual(encoded(new KeptRate(stills), 0, 60).picture, stills);
  const unsteady = new KeptRate(stills);
  for (let second = 0; second < 60; second++) unsteady.coded((second % 2 ? 20_000 : 60_000) / 8, second * 1000);
  assert.deepEqual(unsteady.picture, stills);
});
