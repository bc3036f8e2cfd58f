/** A room through a camera: what is told of it. The grid over rooms and light is `npm run test:senses`. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { CoveredLens } from '../../../../device/media/analysis/covered-lens.ts';
import { DarkPicture } from '../../../../device/media/analysis/dark-picture.ts';
import { Motion } from '../../../../device/media/analysis/motion.ts';
import { MovedCamera } from '../../../../device/media/analysis/moved-camera.ts';
import { blurred, drawnRoom, lit, noisy, type Picture, person, seen, slide, small } from '../../../senses/scenes.ts';

const room = drawnRoom();
const walking = (picture: Picture, at: number) => {
  person(picture, 160 + 140 * Math.sin(at / 4));
  return picture;
};
const withSlide = (at: number, dark = false) => {
  const picture = seen(room);
  slide(picture, { x: 10, y: 10, width: 200, height: 130 }, Math.floor(at / 10), dark);
  return picture;
};

/** What is told at the end, and whether something was moving. */
function look(seconds: number, draw: (at: number) => Picture, deviation = 0.8) {
  const judges = { covered: new CoveredLens(), dark: new DarkPicture(), moved: new MovedCamera() };
  const motion = new Motion();
  for (let at = 0; at < seconds; at += 0.5) {
    const picture = Buffer.from(noisy(small(draw(at)), deviation, at));
    for (const judge of [...Object.values(judges), motion]) judge.push(picture);
  }
  const told = Object.entries(judges).filter(([, { isActive }]) => isActive);
  return { told: told.map(([name]) => name), motion: motion.share };
}

test('a speaker walks, slides change, dark ones too: nothing is told', () => {
  assert.deepEqual(
    look(50, (at) => walking(seen(room), at)),
    { told: [], motion: 1 },
  );
  assert.deepEqual(look(50, (at) => walking(withSlide(at, at > 25), at)).told, []);
  assert.deepEqual(
    look(50, () => lit(seen(room), 0.5), 2),
    { told: [], motion: 0 },
  );
});

test('lights are dimmed, and go out but for a screen: no cover, no move', () => {
  assert.deepEqual(look(60, (at) => lit(seen(room), at > 25 ? 0.4 : 1)).told, []);
  const dark = (at: number) => {
    const picture = lit(seen(room), at > 25 ? 0.1 : 1);
    slide(picture, { x: 100, y: 30, width: 140, height: 80 }, 3);
    return picture;
  };
  assert.deepEqual(look(60, dark, 2).told, []);
});

test('a lens is covered, by a cap or a hand, and uncovered', () => {
  for (const cover of [blurred(17, 1), blurred(60, 60), blurred(130, 20)]) {
    assert.deepEqual(look(40, (at) => (at > 20 ? cover : seen(room)), 2).told.includes('covered'), true);
    assert.deepEqual(look(60, (at) => (at > 20 && at < 40 ? cover : seen(room))).told, []);
  }
});

test('a camera is moved, and put back', () => {
  for (const [right, down] of [
    [13, 0],
    [26, 8],
    [0, -20],
    [-50, 10],
  ] as const) {
    const turned = (until: number) => (at: number) =>
      walking(at > 20 && at < until ? seen(room, right, down) : seen(room), at);
    assert.deepEqual(look(45, turned(99)).told, ['moved'], `${right} ${down}`);
    assert.deepEqual(look(60, turned(40)).told, [], `${right} ${down}, and back`);
  }
});

test('whoever aims a camera anew is not told for ever', () => {
  assert.deepEqual(look(240, (at) => (at > 20 ? seen(room, 30, 0) : seen(room))).told, []);
});

test('a picture that nothing lights is dark; one that is only short of light is not', () => {
  assert.deepEqual(look(60, () => lit(seen(room), 0.12), 2).told, ['dark']);
  assert.deepEqual(look(60, () => lit(seen(room), 0.3), 2).told, []);
});
