/** A talk on a board that is too slow for it, second by second. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { CodedPicture } from '../../../../device/media/capture/coded-picture.ts';
import { createLog } from '../../../../device/platform/logger.ts';
import { sentence } from '../../../../device/reason.ts';
import { checkSettings } from '../../../../device/settings/settings-faults.ts';
import { FakeClock } from '../../../tools/machine/fake-clock.ts';

const HD = { width: 1280, height: 720, framesPerSecond: 30 };

function talk() {
  const clock = new FakeClock();
  const { settings } = checkSettings({ camera: { device: 'test', ...HD } });
  assert.ok(settings);
  let changes = 0;
  const picture = new CodedPicture({
    clock,
    logger: createLog(() => {}).logger,
    settings: () => settings,
    onChange: () => {},
    onPicture: () => {
      changes++;
      picture.end();
      picture.begin({ kind: 'test' }, picture.mode);
    },
  });
  let [delivered, coded] = [0, 0];
  picture.begin({ kind: 'test' }, picture.mode);
  return {
    picture,
    changes: () => changes,
    /** So many come out of the encoder a second, of what the camera gives. */
    goOn(seconds: number, perSecond: number): void {
      for (let second = 0; second < seconds; second++) {
        clock.advance(1000);
        delivered += picture.mode.framesPerSecond;
        coded += Math.min(perSecond, picture.mode.framesPerSecond);
        picture.count({ delivered, lost: 0, coded });
      }
    },
  };
}

const NOTHING = () => Promise.resolve(null);

test('an encoder that does not keep up is given less, once that has lasted; then it stays so, and is told', async () => {
  const { picture, goOn, changes } = talk();
  picture.setOnAir(true, NOTHING);
  goOn(60, 30);
  assert.deepEqual([picture.mode, picture.reason, changes()], [HD, null, 0]);
  goOn(12, 18);
  assert.equal(changes(), 0, 'it may be over in a moment');
  goOn(20, 18);
  assert.deepEqual([picture.mode, changes()], [{ ...HD, framesPerSecond: 15 }, 1]);
  goOn(300, 18);
  assert.equal(changes(), 1);
  assert.ok(picture.reason);
  assert.equal(
    sentence(picture.reason, 'en').split(',')[0],
    'The box is too slow for 1280 × 720 at 30 pictures a second',
  );
  assert.match(sentence(picture.reason, 'en'), /makes 1280 × 720 at 15\./);
});

test('a talk that has become quick again goes on as it is; after it a step is taken back', async () => {
  const { picture, goOn } = talk();
  picture.setOnAir(true, NOTHING);
  goOn(25, 6);
  const low = picture.mode;
  assert.ok(low.width < HD.width);
  goOn(600, 60);
  assert.deepEqual(picture.mode, low);
  const fast = { ...HD, framesPerSecond: 200 };
  picture.setOnAir(false, () => Promise.resolve(fast));
  assert.ok(picture.mode.width > low.width);
});

test('what the encoder gives at rest is believed, in a talk it is not asked', async () => {
  const { picture, goOn } = talk();
  picture.probed({ ...HD, framesPerSecond: 20 });
  assert.equal(picture.mode.framesPerSecond, 15);
  picture.setOnAir(true, NOTHING);
  goOn(20, 30);
  let tell: (fast: typeof HD) => void = () => {};
  const later = new Promise<typeof HD>((resolve) => {
    tell = resolve;
  });
  picture.setOnAir(false, () => later);
  picture.setOnAir(true, NOTHING);
  tell({ ...HD, framesPerSecond: 200 });
  await later;
  assert.equal(picture.mode.framesPerSecond, 15);
  picture.setOnAir(false, () => Promise.resolve({ ...HD, framesPerSecond: 200 }));
  await new Promise((resolve) => setImmediate(resolve));
  assert.deepEqual(picture.mode, HD);
});
