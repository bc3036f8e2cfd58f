/** What `GET /api/devices` says of a machine with two cameras and two microphones, some of them in use. */
import assert from 'node:assert/strict';
import test, { type TestContext } from 'node:test';
import { deviceList } from '../../../device/media/source/device-list.ts';
import { sentence } from '../../../device/reason.ts';
import { fakeV4l2Ctl } from '../../tools/machine/fake-v4l2-ctl.ts';
import { WEBCAM } from '../../unit/media/source/camera-texts.ts';
import { fakeRoot } from '../../unit/media/source/fake-root.ts';

const SETTINGS = {
  camera: { device: 'auto', width: 1280, height: 720, framesPerSecond: 30, controls: { brightness: 90 } },
  microphone: { device: 'auto', gainDb: 0, noiseSuppression: false },
};
/** A v4l2-ctl that is a script takes its time on a busy machine. */
const patient = ({ path }: { path: string }) => ({ root: path, deadlineMs: 20_000 });
const NOBODY = { capture: [], trial: [] };

const STREAM = `C-Media Electronics Inc. USB PnP Sound Device at usb-0000:01:00.0-1.2, full speed : USB Audio

Playback:
  Interface 1
    Altset 1
    Channels: 2
Capture:
  Status: Stop
  Interface 2
    Altset 1
    Format: S16_LE
    Channels: 1
`;

async function machine(t: TestContext) {
  const root = await fakeRoot(t);
  const port = 'pci/usb1/1-1';
  await root.video('video0', { device: `${port}/1-1.3/1-1.3:1.0`, name: 'Cam A', driver: 'uvcvideo' });
  await root.video('video2', { device: `${port}/1-1.4/1-1.4:1.0`, name: 'Cam B', driver: 'uvcvideo' });
  await root.sound(
    ' 0 [CamA           ]: USB-Audio - Cam A\n 1 [Device         ]: USB-Audio - USB PnP Sound Device\n',
    '00-00: USB Audio : USB Audio : capture 1\n01-00: USB Audio : USB Audio : playback 1 : capture 1\n',
  );
  await root.soundCard(0, `${port}/1-1.3/1-1.3:1.2`);
  await root.soundCard(1, `${port}/1-1.2/1-1.2:1.0`);
  await root.write('proc/asound/Device/stream0', STREAM);
  await root.write('proc/asound/Device/pcm0c/sub0/status', 'closed\n');
  const fake = await fakeV4l2Ctl(t, { brightness: { type: 'int', default: 128, value: 100 } }, WEBCAM);
  const path = process.env.PATH;
  process.env.PATH = `${fake.folder}:${path}`;
  t.after(() => {
    process.env.PATH = path;
  });
  return { root, fake };
}

test('where each is, what auto takes and why not the others, the controls of the chosen one', async (t) => {
  const { root } = await machine(t);
  const { cameras, microphones } = await deviceList(SETTINGS, NOBODY, patient(root));
  assert.deepEqual(
    cameras.map(({ device, where, inUse, isChosen, isAutomatic }) => [device, where, inUse, isChosen, isAutomatic]),
    [
      ['/dev/video0', 'USB 1-1.3', null, true, true],
      ['/dev/video2', 'USB 1-1.4', null, false, false],
    ],
  );
  assert.deepEqual(
    cameras.map(({ passedOver }) => passedOver?.code),
    [undefined, 'passedOverForAnother'],
  );
  assert.ok(cameras.every(({ modes }) => modes.some(({ format, width }) => format === 'jpeg' && width === 1280)));
  assert.deepEqual(
    cameras.map(({ controls }) => controls.map(({ name, value, set }) => [name, value, set])),
    [[['brightness', 100, 90]], []],
  );

  assert.deepEqual(
    microphones.map(({ name, channels, isChosen }) => [name, channels, isChosen]),
    [
      ['USB PnP Sound Device', 1, true],
      ['Cam A', null, false],
    ],
  );
  const [, own] = microphones;
  assert.ok(own?.passedOver);
  assert.match(sentence(own.passedOver, 'en'), /part of a camera: the automatic choice takes USB PnP Sound Device/);
});

test('a device that was chosen by hand is the chosen one, and auto is still told', async (t) => {
  const { root } = await machine(t);
  const settings = { ...SETTINGS, camera: { ...SETTINGS.camera, device: '/dev/video2' } };
  const { cameras } = await deviceList(settings, NOBODY, patient(root));
  assert.deepEqual(
    cameras.map(({ isChosen, isAutomatic, controls }) => [isChosen, isAutomatic, controls.length]),
    [
      [false, true, 0],
      [true, false, 1],
    ],
  );
});

test('who uses what; a camera in use is not asked for its formats, what it said before is known', async (t) => {
  const { root, fake } = await machine(t);
  await deviceList(SETTINGS, NOBODY, patient(root));
  await root.program(500, 'node', ['/dev/null', '/dev/video0', '/dev/video0']);
  await root.program(600, 'cheese', ['/dev/video2']);
  await root.write('proc/asound/Device/pcm0c/sub0/status', 'state: RUNNING\nowner_pid   : 701\n');
  await root.write('proc/701/status', 'Name:\tsrc\nTgid:\t700\n');
  await root.program(700, 'arecord', []);
  const asked = (await fake.calls()).length;

  const { cameras, microphones } = await deviceList(SETTINGS, { capture: [500], trial: [] }, patient(root));
  assert.deepEqual(
    cameras.map(({ inUse }) => inUse),
    [
      { by: 'capture', program: '' },
      { by: 'program', program: 'cheese' },
    ],
  );
  assert.deepEqual(microphones[0]?.inUse, { by: 'program', program: 'arecord' });
  assert.ok(cameras.every(({ modes }) => modes.length > 0));
  assert.equal((await fake.calls()).length, asked);

  const onTrial = await deviceList(SETTINGS, { capture: [], trial: [600, 700] }, patient(root));
  assert.deepEqual(
    [onTrial.cameras[1]?.inUse?.by, onTrial.microphones[0]?.inUse?.by, onTrial.cameras[0]?.inUse?.program],
    ['trial', 'trial', 'node'],
  );
});

test('a camera that hangs is listed without its modes, within a second', async (t) => {
  const { root } = await machine(t);
  await root.video('video66', { device: 'pci/usb2/2-1/2-1:1.0', name: 'Dead', driver: 'uvcvideo' });
  const startedMs = performance.now();
  const { cameras } = await deviceList(SETTINGS, NOBODY, { root: root.path });
  const tookMs = performance.now() - startedMs;
  assert.equal(cameras.length, 3);
  assert.deepEqual(cameras.find(({ name }) => name === 'Dead')?.modes, []);
  // Three seconds is what the capture would wait.
  assert.ok(tookMs < 2500, `${tookMs} ms`);
});

test('this machine, whatever it has', async () => {
  const { cameras, microphones } = await deviceList(SETTINGS, NOBODY);
  assert.ok(Array.isArray(cameras) && Array.isArray(microphones));
});
