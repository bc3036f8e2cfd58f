/** Controls of a camera behind a v4l2-ctl that remembers: set in order, read back, kept over a replug. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { pino } from 'pino';
import { KeptControls } from '../../../device/media/source/kept-controls.ts';
import { sentence } from '../../../device/reason.ts';
import { type FakeControl, fakeV4l2Ctl } from '../../tools/machine/fake-v4l2-ctl.ts';

const CAMERA = {
  kind: 'camera',
  device: '/dev/video0',
  name: 'Desk camera',
  format: 'jpeg',
  width: 1280,
  height: 720,
  framesPerSecond: 30,
} as const;

const OLD_CAMERA: Record<string, FakeControl> = {
  brightness: { type: 'int', default: 128, value: 128 },
  exposure_absolute: {
    type: 'int',
    max: 5000,
    default: 156,
    value: 156,
    heldUnless: { name: 'exposure_auto', value: 1 },
  },
  focus_absolute: { type: 'int', default: 60, value: 60, heldUnless: { name: 'focus_auto', value: 0 } },
  power_line_frequency: { type: 'menu', max: 2, default: 2, value: 2 },
  exposure_auto: { type: 'menu', max: 3, default: 3, value: 3 },
  exposure_auto_priority: { type: 'bool', default: 1, value: 1 },
  focus_auto: { type: 'bool', default: 1, value: 1 },
};

async function keep(t: TestContext, camera: Record<string, FakeControl>, asked: Record<string, number>) {
  const fake = await fakeV4l2Ctl(t, camera);
  const path = process.env.PATH;
  process.env.PATH = `${fake.folder}:${path}`;
  t.after(() => {
    process.env.PATH = path;
  });
  let wanted = asked;
  let changes = 0;
  const controls = new KeptControls({
    logger: pino({ enabled: false }),
    asked: () => wanted,
    onChange: () => changes++,
  });
  return {
    fake,
    controls,
    ask: (now: Record<string, number>) => {
      wanted = now;
    },
    changes: () => changes,
  };
}

test('modes first, then what they held; a second time there is nothing to do', async (t) => {
  const { fake, controls, changes } = await keep(t, OLD_CAMERA, { focus_absolute: 25, exposure_time_absolute: 400 });
  await controls.apply(CAMERA);
  assert.deepEqual(await fake.calls(), [
    'exposure_auto=1',
    'focus_auto=0',
    'exposure_absolute=400',
    'focus_absolute=25',
    'power_line_frequency=1',
    'exposure_auto_priority=0',
  ]);
  await controls.apply(CAMERA);
  assert.equal((await fake.calls()).length, 6);
  assert.deepEqual([controls.trouble, changes()], [null, 0]);

  await t.test('a camera that was unplugged gets them again', async () => {
    await fake.forget();
    await controls.apply(CAMERA);
    const { focus_absolute, exposure_absolute, power_line_frequency } = await fake.values();
    assert.deepEqual([focus_absolute, exposure_absolute, power_line_frequency], [25, 400, 1]);
  });
});

test('what is no longer asked for goes back to automatic', async (t) => {
  const { fake, controls, ask } = await keep(t, OLD_CAMERA, { focus_absolute: 25, brightness: 90 });
  await controls.apply(CAMERA);
  ask({ brightness: 90 });
  await controls.apply(CAMERA, ['focus_absolute']);
  const { focus_auto, brightness } = await fake.values();
  assert.deepEqual([focus_auto, brightness], [1, 90]);
});

test('what the camera does not take is one sentence, and the rest is set', async (t) => {
  const stubborn = { ...OLD_CAMERA, brightness: { ...OLD_CAMERA.brightness, stubborn: true } as FakeControl };
  const { fake, controls, ask, changes } = await keep(t, stubborn, { brightness: 90, focus_absolute: 25, laser: 1 });
  await controls.apply(CAMERA);
  assert.ok(controls.trouble);
  assert.match(sentence(controls.trouble, 'en'), /^The camera Desk camera did not take these settings: brightness\./);
  assert.equal((await fake.values()).focus_absolute, 25);
  assert.equal(changes(), 1);

  ask({ focus_absolute: 25 });
  await controls.apply(CAMERA);
  assert.deepEqual([controls.trouble, changes()], [null, 2]);
});

test('a slider that is moved faster than the camera answers ends where it was left', async (t) => {
  const { fake, controls, ask } = await keep(t, OLD_CAMERA, {});
  await controls.apply(CAMERA);
  const before = (await fake.calls()).length;
  const rounds = Array.from({ length: 20 }, (_, at) => {
    ask({ brightness: 100 + at });
    return controls.apply(CAMERA, at === 0 ? ['focus_absolute'] : []);
  });
  await Promise.all(rounds);
  assert.equal((await fake.values()).brightness, 119);
  assert.ok((await fake.calls()).length - before <= 2);
});

test('without a camera, or without v4l2-ctl, nothing is set and nothing is said', async (t) => {
  const { fake, controls } = await keep(t, OLD_CAMERA, { brightness: 90 });
  for (const source of [undefined, { kind: 'test' }, { kind: 'slate' }] as const) await controls.apply(source);
  assert.deepEqual(await fake.calls(), []);
  process.env.PATH = '/nowhere';
  await controls.apply(CAMERA);
  assert.equal(controls.trouble, null);
});
