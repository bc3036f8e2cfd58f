import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { chooseCamera } from '../../../../device/media/source/choose-camera.ts';
import type { Camera } from '../../../../device/media/source/list-cameras.ts';
import { parseCameraModes } from '../../../../device/media/source/parse-camera-modes.ts';
import { RefusedModes } from '../../../../device/media/source/refused-modes.ts';
import { H264_ONLY, LOOPBACK, MS2109, VIVID, WEBCAM } from './camera-texts.ts';

const HD = { width: 1280, height: 720, framesPerSecond: 30 };
const FULL_HD = { width: 1920, height: 1080, framesPerSecond: 30 };

function camera(name: string, text: string, more: Partial<Camera> = {}): Camera {
  const device = `/dev/v4l/by-path/pci-${name}-video-index0`;
  const links = [device, `/dev/v4l/by-id/usb-${name}-video-index0`];
  return {
    device,
    node: `/dev/video${name.length}`,
    links,
    name,
    driver: 'uvcvideo',
    usbPort: '1-1',
    isGrabber: false,
    modes: parseCameraModes(text),
    ...more,
  };
}

/** `jpeg 1280x720@30` of what was taken. */
function mode(...args: Parameters<typeof chooseCamera>): string {
  const { source, reason } = chooseCamera(...args);
  assert.equal(reason, null);
  if (source.kind !== 'camera') assert.fail(source.kind);
  return `${source.format} ${source.width}x${source.height}@${source.framesPerSecond}`;
}

const webcam = camera('webcam', WEBCAM);
const vivid = camera('vivid', VIVID, { driver: 'vivid', usbPort: null });

test('the words that need no camera', () => {
  assert.deepEqual(chooseCamera('none', [webcam], HD), { source: { kind: 'none' }, name: '', reason: null });
  assert.deepEqual(chooseCamera('test', [webcam], HD), { source: { kind: 'test' }, name: 'test', reason: null });
  assert.deepEqual(chooseCamera("replay:/media/l'exposé 1!.mp4", [], HD), {
    source: { kind: 'replay', file: "/media/l'exposé 1!.mp4" },
    name: "/media/l'exposé 1!.mp4",
    reason: null,
  });
});

test('auto takes MJPEG at the wanted size and says the whole of it', () => {
  assert.deepEqual(chooseCamera('auto', [webcam], HD), {
    source: { kind: 'camera', device: webcam.device, name: 'webcam', format: 'jpeg', ...HD },
    name: 'webcam',
    reason: null,
  });
});

test('the mode taken from each kind of camera', () => {
  const cases: [text: string, wanted: typeof HD, taken: string][] = [
    [WEBCAM, { ...HD, framesPerSecond: 25 }, 'jpeg 1280x720@25'],
    // From above: 25 shows all that 20 would.
    [WEBCAM, { ...HD, framesPerSecond: 20 }, 'jpeg 1280x720@25'],
    // 30 loses nothing although 15 is nearer to 20.
    [WEBCAM.replaceAll('25.000', '30.000'), { ...HD, framesPerSecond: 20 }, 'jpeg 1280x720@30'],
    // The best there is below.
    [WEBCAM, { ...HD, framesPerSecond: 60 }, 'jpeg 1280x720@30'],
    [WEBCAM, { width: 640, height: 480, framesPerSecond: 30 }, 'jpeg 640x480@30'],
    // Next smaller, next larger.
    // Nearer in pixels is 1920x1080, but more pixels than wanted are only work.
    [MS2109, { width: 1728, height: 972, framesPerSecond: 30 }, 'jpeg 1360x768@30'],
    [WEBCAM, FULL_HD, 'jpeg 1280x720@30'],
    [WEBCAM, { width: 960, height: 540, framesPerSecond: 30 }, 'jpeg 640x480@30'],
    [WEBCAM, { width: 320, height: 180, framesPerSecond: 30 }, 'jpeg 640x480@30'],
    [MS2109, FULL_HD, 'jpeg 1920x1080@30'],
    [MS2109, HD, 'jpeg 1280x720@30'],
    [MS2109, { ...HD, framesPerSecond: 50 }, 'jpeg 1280x720@50'],
    // Raw at the wanted size from ten frames a second on, else the next smaller size.
    [VIVID, HD, 'raw 1280x720@12.5'],
    [VIVID, FULL_HD, 'raw 1280x720@12.5'],
    [VIVID, { width: 640, height: 360, framesPerSecond: 15 }, 'raw 640x360@15'],
    [LOOPBACK, HD, 'raw 1280x720@30'],
  ];
  for (const [text, wanted, taken] of cases) assert.equal(mode('auto', [camera('one', text)], wanted), taken, text);
});

test('slow raw at the wanted size loses to a smaller size; slow everywhere is still a picture', () => {
  const yuyvOnly = WEBCAM.slice(0, WEBCAM.indexOf('\t[1]'));
  assert.equal(mode('auto', [camera('yuyv', yuyvOnly)], HD), 'raw 640x480@30');
  // Five were asked for: then 7.5 is welcome.
  assert.equal(mode('auto', [camera('yuyv', yuyvOnly)], { ...HD, framesPerSecond: 5 }), 'raw 1280x720@5');
  const slow = yuyvOnly.replace(/.*30\.000.*\n/, '');
  assert.equal(mode('auto', [camera('slow', slow)], HD), 'raw 1280x720@7.5');
});

test('29.97 is 30', () => {
  const text = WEBCAM.replace(/30\.000 fps/g, '29.970 fps').replace(/25\.000 fps/g, '60.000 fps');
  assert.equal(mode('auto', [camera('ntsc', text)], HD), 'jpeg 1280x720@29.97');
});

test('among several: a USB camera before another, the better mode first, else the order of the list', () => {
  const small = camera('small', WEBCAM.replaceAll('1280x720', '320x240'));
  const twin = camera('twin', WEBCAM);
  const nameOf = (cameras: Camera[]) => chooseCamera('auto', cameras, HD).name;
  assert.equal(nameOf([vivid, small]), 'small');
  assert.equal(nameOf([small, webcam]), 'webcam');
  assert.equal(nameOf([webcam, twin]), 'webcam');
  assert.equal(nameOf([twin, webcam]), 'twin');
  assert.equal(nameOf([camera('h264', H264_ONLY), vivid]), 'vivid');
});

test('modes unknown: a USB camera is taken at its word, another is not', () => {
  assert.equal(mode('auto', [camera('unasked', '')], HD), 'jpeg 1280x720@30');
  const other = camera('other', '', { driver: '' });
  const { source, reason } = chooseCamera('auto', [other], HD);
  assert.deepEqual([source.kind, reason?.code], ['slate', 'cameraUnsuitable']);
  assert.equal(chooseCamera('auto', [other, vivid], HD).name, 'vivid');
});

test('by name: port, node or id, kept as written', () => {
  for (const device of [webcam.device, webcam.node, webcam.links[1] ?? assert.fail()]) {
    const { source, name, reason } = chooseCamera(device, [vivid, webcam], HD);
    assert.deepEqual([source.kind === 'camera' && source.device, name, reason], [device, 'webcam', null]);
  }
  assert.equal(mode(vivid.device, [webcam, vivid], HD), 'raw 1280x720@12.5');
});

test('what is missing is a slate with its reason', () => {
  const cases: [setting: string, cameras: Camera[], code: string][] = [
    ['auto', [], 'noCamera'],
    ['auto', [camera('h264', H264_ONLY)], 'cameraUnsuitable'],
    [camera('h264', H264_ONLY).device, [camera('h264', H264_ONLY)], 'cameraUnsuitable'],
    ['/dev/video9', [webcam], 'cameraNotFound'],
    ['/dev/v4l/by-path/pci-gone-video-index0', [webcam], 'cameraNotFound'],
    ['', [webcam], 'cameraNotFound'],
    ['replay:', [webcam], 'replayUnreadable'],
    ['replay:a"b.mp4', [webcam], 'replayUnreadable'],
    ['replay:a\\b.mp4', [webcam], 'replayUnreadable'],
    ['replay:a\nb.mp4', [webcam], 'replayUnreadable'],
  ];
  for (const [setting, cameras, code] of cases) {
    const { source, name, reason } = chooseCamera(setting, cameras, HD);
    assert.deepEqual([source, name, reason?.code], [{ kind: 'slate' }, '', code], setting);
  }
  assert.match(chooseCamera('/dev/video9', [webcam], HD).reason?.tech ?? '', /\/dev\/video9; there: .*pci-webcam/);
});

test('hostile names never reach a pipeline, in the settings or in the list', () => {
  const hostile = fc.oneof(
    fc.string(),
    fc.string().map((tail) => `/dev/video0${tail}`),
    fc.string().map((tail) => `/dev/v4l/by-path/${tail}`),
    fc.constantFrom(
      '/dev/video0 ! fakesink',
      '/dev/video0"',
      "/dev/'video0'",
      '/dev/../etc/passwd',
      '/dev/video0\n',
      'AUTO',
      '__proto__',
    ),
  );
  fc.assert(
    fc.property(hostile, fc.boolean(), (device, isListed) => {
      const listed = isListed ? [camera('hostile', WEBCAM, { device, node: device, links: [device] })] : [webcam];
      for (const setting of [device, 'auto']) {
        const { source, reason } = chooseCamera(setting, listed, HD);
        if (source.kind === 'camera') assert.match(source.device, /^\/dev\/[\w.:@+/-]+$/);
        else if (source.kind === 'slate') assert.ok(reason !== null && reason.tech.length <= 700);
        for (const value of Object.values(reason?.values ?? {})) assert.doesNotMatch(String(value), /\p{Cc}/u);
      }
    }),
    { numRuns: 1000 },
  );
});

test('auto sees the room before it shows what a cable brings; a grabber alone is taken', () => {
  const grabber = camera('a-grabber', MS2109, { isGrabber: true });
  const taken = (cameras: Camera[]) => chooseCamera('auto', cameras, FULL_HD).name;
  assert.equal(taken([grabber, webcam]), 'webcam');
  assert.equal(taken([grabber]), 'a-grabber');
  assert.equal(taken([vivid, grabber]), 'a-grabber');
  assert.equal(mode('auto', [grabber], FULL_HD), 'jpeg 1920x1080@30', 'MJPEG, not the slow raw mode of that size');
});

test('a camera that does not start in a mode is asked for less and less, then given up with a sentence', () => {
  const refused = new RefusedModes();
  const tried: string[] = [];
  for (;;) {
    const { source, reason } = chooseCamera('auto', [webcam], HD, refused);
    if (source.kind !== 'camera') {
      assert.equal(reason?.code, 'cameraWillNotStart');
      break;
    }
    tried.push(`${source.format} ${source.width}x${source.height}@${source.framesPerSecond}`);
    refused.refuse(source.device, source);
  }
  assert.deepEqual(tried.slice(0, 4), ['jpeg 1280x720@30', 'jpeg 1280x720@15', 'jpeg 640x480@30', 'raw 640x480@30']);
  assert.ok(tried.length <= 6, tried.join());
});
