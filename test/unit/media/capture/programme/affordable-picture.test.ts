import assert from 'node:assert/strict';
import test from 'node:test';
import {
  AffordablePicture,
  type PictureMode,
  pictureSteps,
} from '../../../../../device/media/capture/programme/affordable-picture.ts';

const HD: PictureMode = { width: 1280, height: 720, framesPerSecond: 30 };
const told = ({ width, height, framesPerSecond }: PictureMode) => `${width}x${height}@${framesPerSecond}`;

test('first fewer pictures, then smaller ones, of the same shape', () => {
  assert.deepEqual(pictureSteps(HD).map(told), [
    '1280x720@30',
    '1280x720@15',
    '832x468@15',
    '640x360@15',
    '320x180@15',
    '320x180@5',
  ]);
});

test('each step is less work than the one before, whatever is wanted, in sizes that an encoder takes', () => {
  for (let width = 320; width <= 1920; width += 64)
    for (let height = 180; height <= 1080; height += 30)
      for (const framesPerSecond of [5, 10, 15, 24, 60]) {
        const wanted = { width, height, framesPerSecond };
        const steps = pictureSteps(wanted);
        assert.deepEqual(steps[0], wanted);
        const work = steps.map((step) => step.width * step.height * step.framesPerSecond);
        assert.ok(
          work.every((one, index) => index === 0 || one < (work[index - 1] ?? 0)),
          JSON.stringify(steps),
        );
        assert.ok(steps.every((step) => step.width % 64 === 0 && step.height % 2 === 0 && step.height > 0));
      }
});

test('what the probe gave is what a talk begins with', () => {
  const picture = new AffordablePicture();
  assert.equal(told(picture.of(HD)), '1280x720@30');
  for (const [rate, step] of [
    [200, '1280x720@30'],
    [30, '1280x720@30'],
    [20, '1280x720@15'],
    [4, '640x360@15'],
    [0.1, '320x180@5'],
  ] as const) {
    picture.probed({ ...HD, framesPerSecond: rate });
    assert.equal(told(picture.of(HD)), step, `${rate} a second`);
    assert.equal(picture.isReduced, step !== '1280x720@30');
  }
});

test('in a talk it comes down to what came out, at least a step; at rest it goes up again, a step at a time', () => {
  const picture = new AffordablePicture();
  picture.of(HD);
  assert.equal(picture.comeDown(0.79), true);
  assert.equal(told(picture.of(HD)), '1280x720@15');
  assert.equal(picture.comeDown(0.1), true);
  assert.equal(told(picture.of(HD)), '320x180@15');
  assert.equal(picture.comeDown(0.5), true);
  assert.equal(picture.comeDown(0.5), false, 'there is nothing below');
  for (const step of ['320x180@15', '640x360@15', '832x468@15', '1280x720@15', '1280x720@30', '1280x720@30']) {
    picture.goUp();
    assert.equal(told(picture.of(HD)), step);
  }
});

test('other wishes are tried afresh, below what the encoder can', () => {
  const picture = new AffordablePicture();
  picture.of(HD);
  picture.probed({ ...HD, framesPerSecond: 16 });
  picture.comeDown(0.3);
  assert.equal(told(picture.of({ ...HD, framesPerSecond: 15 })), '1280x720@15');
  assert.equal(told(picture.of({ ...HD, framesPerSecond: 25 })), '1280x720@15');
});
