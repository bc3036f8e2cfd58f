import assert from 'node:assert/strict';
import test from 'node:test';
import { FrameRate } from '../../../../device/media/analysis/frame-rate.ts';

/** Feeds `seconds` of steady rates to a rate that is `due` a second, and goes on from where it was. */
function steady(due = 30) {
  const rate = new FrameRate(due, 0);
  const counts = { delivered: 0, lost: 0, coded: 0 as number | null };
  let nowMs = 0;
  const run = (seconds: number, delivered: number, { lost = 0, coded = delivered as number | null } = {}) => {
    for (let second = 0; second < seconds; second++) {
      nowMs += 1000;
      counts.delivered += delivered;
      counts.lost += lost;
      counts.coded = coded === null ? null : (counts.coded ?? 0) + coded;
      rate.count(counts, nowMs);
    }
    const { shortfall } = rate;
    return shortfall && `${shortfall.cause} ${Math.round(shortfall.got)} of ${Math.round(shortfall.of)}`;
  };
  return { rate, run };
}

test('the rate is what was counted, from the first second on', () => {
  const { rate, run } = steady();
  assert.equal(rate.framesPerSecond, 0);
  run(2, 30);
  assert.equal(rate.framesPerSecond, 30);
  run(1, 12);
  assert.equal(rate.framesPerSecond, 12);
});

test('counts that a busy box takes late, one right after the other, are no rate', () => {
  const rate = new FrameRate(30, 0);
  rate.count({ delivered: 0, lost: 0, coded: null }, 3000);
  rate.count({ delivered: 30, lost: 0, coded: null }, 3001);
  assert.equal(rate.framesPerSecond, 0, 'not known yet');
  rate.count({ delivered: 60, lost: 0, coded: null }, 4001);
  assert.equal(rate.framesPerSecond, 30);
  rate.count({ delivered: 150, lost: 0, coded: null }, 7000);
  rate.count({ delivered: 151, lost: 0, coded: null }, 7001);
  assert.equal(Math.round(rate.framesPerSecond), 30);
});

test('a camera that gives 10 of 30 is told after it has settled, and no longer once it gives them', () => {
  const { run } = steady();
  assert.equal(run(12, 10), null, 'it may still be settling');
  assert.equal(run(4, 10), 'camera 10 of 30');
  assert.equal(run(3, 30), 'camera 16 of 30', 'the mean is still low');
  assert.equal(run(10, 30), null);
});

test('what nobody sees is not told', () => {
  assert.equal(steady().run(60, 25), null, '25 of 30, as many cameras give under lamps');
  const { run } = steady();
  run(20, 30);
  assert.equal(run(1, 0), null, 'a hand before the lens');
  assert.equal(run(1, 15), null);
  assert.equal(run(10, 30), null);
});

test('a rate at the threshold does not make the sentence come and go', () => {
  const { run } = steady();
  assert.equal(run(20, 23), 'camera 23 of 30');
  assert.equal(run(20, 25), 'camera 25 of 30');
  assert.equal(run(20, 27), null);
});

test('pictures lost on their way are not the fault of the camera', () => {
  assert.equal(steady().run(20, 18, { lost: 12 }), 'way 18 of 30');
  assert.equal(steady().run(20, 10, { lost: 2 }), 'camera 10 of 30', 'most are missing for another reason');
});

test('an encoder that leaves pictures out', () => {
  assert.equal(steady().run(20, 30, { coded: 14 }), 'encoder 14 of 30');
  const { run } = steady();
  assert.equal(run(20, 30, { coded: null }), null, 'nothing is to be encoded');
  assert.equal(run(5, 30, { coded: 14 }), null, 'not yet');
  assert.equal(run(10, 30, { coded: 14 }), 'encoder 14 of 30');
});

test('counts that come late or twice do no harm', () => {
  const rate = new FrameRate(30, 0);
  rate.count({ delivered: 10, lost: 0, coded: null }, 1000);
  rate.count({ delivered: 10, lost: 0, coded: null }, 1000);
  assert.equal(rate.framesPerSecond, 0);
  rate.count({ delivered: 310, lost: 0, coded: null }, 11_000);
  assert.equal(rate.framesPerSecond, 30);
  assert.equal(rate.shortfall, null);
});

test('a box with nothing left of its processor is what is short, and only when it lasts', () => {
  for (const [idlePart, cause] of [
    [0.01, 'processor'],
    [0.3, 'camera'],
    [undefined, 'camera'],
  ] as const) {
    const rate = new FrameRate(30, 0);
    for (let second = 1; second <= 15; second++)
      rate.count(
        { delivered: 12 * second, lost: 0, coded: 12 * second, ...(idlePart !== undefined && { idlePart }) },
        second * 1000,
      );
    assert.equal(rate.shortfall?.cause, cause);
    assert.equal(rate.overload(15_000), null, 'it may be over in a moment');
    const part = rate.overload(30_000);
    assert.ok(cause === 'processor' ? part !== null && Math.abs(part - 0.4) < 0.01 : part === null, `${part}`);
  }
});
