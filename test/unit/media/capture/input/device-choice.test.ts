import assert from 'node:assert/strict';
import test from 'node:test';
import { DeviceChoice } from '../../../../../device/media/capture/input/device-choice.ts';
import { chooseCamera } from '../../../../../device/media/source/choose-camera.ts';
import { chooseMicrophone } from '../../../../../device/media/source/choose-microphone.ts';
import type { Camera } from '../../../../../device/media/source/list-cameras.ts';
import type { Microphone } from '../../../../../device/media/source/list-microphones.ts';
import type { AudioSource, VideoSource } from '../../../../../device/media/source/source.ts';
import { because } from '../../../../../device/reason.ts';
import { FakeClock } from '../../../../tools/machine/fake-clock.ts';

const lapel: Microphone = { device: 'plughw:CARD=Device,DEV=0', name: 'Lapel', usbPort: '1-1.2', onCamera: false };
const webcam: Microphone = { device: 'plughw:CARD=C920,DEV=0', name: 'C920', usbPort: '1-1.3', onCamera: true };
const tick = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A room in which microphones come and go. */
function room(...plugged: Microphone[]) {
  const clock = new FakeClock();
  let better = 0;
  let looks = 0;
  const choice: DeviceChoice<AudioSource> = new DeviceChoice({
    clock,
    find: async () => {
      looks++;
      return chooseMicrophone('auto', plugged);
    },
    fallback: { kind: 'silence' },
    replaced: (lost, used) => because('microphoneReplaced', '', { lost: lost.name, used: used.name }),
    onChange() {},
    onBetterDevice: () => better++,
  });
  return {
    clock,
    choice,
    looks: () => looks,
    better: () => better,
    async plug(...now: Microphone[]) {
      plugged = now;
      choice.devicesChanged();
      await tick();
    },
    /** What is taken now, or why nothing is. */
    async taken() {
      const { name, source, reason } = await choice.choose();
      return [source.kind === 'alsa' ? name : source.kind, reason?.code ?? null];
    },
  };
}

const broken = () => because('microphoneFailed', 'no frame came');

test('nothing is looked for twice while nothing has happened', async () => {
  const { taken, looks } = room(lapel);
  assert.deepEqual(await taken(), ['Lapel', null]);
  assert.deepEqual(await taken(), ['Lapel', null]);
  assert.equal(looks(), 1);
});

test('pulled out: another takes its place and that is said; put back, it is taken back', async () => {
  const { choice, taken, better, plug } = room(lapel, webcam);
  await taken();
  // The kernel forgets the device before the pipeline ends.
  await plug(webcam);
  choice.failed(broken(), 60_000);
  assert.deepEqual(await taken(), ['C920', 'microphoneReplaced']);
  await plug(lapel, webcam);
  assert.deepEqual([better(), await taken()], [1, ['Lapel', null]]);
});

test('pulled out, the only one: silence; another one that comes is taken at once', async () => {
  const { choice, taken, better, plug } = room(lapel);
  await taken();
  await plug();
  choice.failed(broken(), 60_000);
  assert.deepEqual(await taken(), ['silence', 'noMicrophone']);
  await plug(webcam);
  assert.deepEqual([better(), await taken()], [1, ['C920', 'microphoneReplaced']]);
});

test('there and dead: silence says so, and it is tried again later and later', async () => {
  const { clock, choice, taken, better } = room(lapel);
  await taken();
  choice.failed(broken(), 8000);
  assert.deepEqual([await taken(), choice.isFailed], [['silence', 'microphoneFailed'], true]);
  clock.advance(14_000);
  await tick();
  assert.equal(better(), 0);
  clock.advance(2000);
  await tick();
  assert.deepEqual([better(), await taken(), choice.isFailed], [1, ['Lapel', null], false]);
  choice.failed(broken(), 8000);
  await taken();
  clock.advance(16_000);
  await tick();
  assert.equal(better(), 1, 'twice as long now');
});

test('a second microphone does not take over a talk by being plugged in', async () => {
  const { taken, better, plug } = room(webcam);
  await taken();
  await plug(lapel, webcam);
  assert.equal(better(), 0);
});

test('what was lost in one talk is not waited for in the next', async () => {
  const { choice, taken, plug } = room(lapel, webcam);
  await taken();
  await plug(webcam);
  choice.failed(broken(), 60_000);
  assert.deepEqual(await taken(), ['C920', 'microphoneReplaced']);
  choice.settle();
  assert.deepEqual(await taken(), ['C920', null]);
});

test('a camera that seems to have no format is looked at again: the board was busy', async () => {
  const clock = new FakeClock();
  let better = 0;
  let modes: Camera['modes'] = [];
  const choice: DeviceChoice<VideoSource> = new DeviceChoice({
    clock,
    find: async () => {
      const camera = {
        device: '/dev/video0',
        node: '/dev/video0',
        links: [],
        name: 'Cam',
        driver: 'other',
        usbPort: null,
        isGrabber: false,
      };
      return chooseCamera('auto', [{ ...camera, modes }], { width: 640, height: 360, framesPerSecond: 30 });
    },
    fallback: { kind: 'slate' },
    onChange() {},
    onBetterDevice: () => better++,
  });
  assert.equal((await choice.choose()).reason?.code, 'cameraUnsuitable');
  modes = [{ format: 'jpeg', pixelFormat: 'MJPG', width: 640, height: 360, framesPerSecond: 30 }];
  clock.advance(20_000);
  await tick();
  assert.equal(choice.current?.source.kind, 'camera');
  assert.equal(better, 1);
  assert.equal(clock.pending, 0, 'and then no more');
});

test('a look that took so long that something was plugged in meanwhile is not believed', async () => {
  const answers: ((plugged: Microphone[]) => void)[] = [];
  const choice: DeviceChoice<AudioSource> = new DeviceChoice({
    clock: new FakeClock(),
    find: () => new Promise((resolve) => answers.push((plugged) => resolve(chooseMicrophone('auto', plugged)))),
    fallback: { kind: 'silence' },
    onChange() {},
    onBetterDevice() {},
  });
  choice.devicesChanged();
  choice.devicesChanged();
  answers[1]?.([lapel]);
  await tick();
  answers[0]?.([]);
  await tick();
  assert.equal(choice.current?.name, 'Lapel');
});
