import assert from 'node:assert/strict';
import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import test from 'node:test';
import { listCameras } from '../../../../device/media/source/list-cameras.ts';
import { VIVID, WEBCAM } from './camera-texts.ts';
import { fakeRoot } from './fake-root.ts';

const silent = async () => '';
const PI_USB = 'platform/scb/fd500000.pcie/0000:01:00.0/usb1/1-1';

test('this machine, whatever it has, is listed without an error', async () => {
  assert.ok(Array.isArray(await listCameras()));
});

test('nothing at all: an empty list', async (t) => {
  assert.deepEqual(await listCameras((await fakeRoot(t)).path, silent), []);
});

test('a webcam on a Pi: one camera by its port, with its modes; the metadata node is no camera', async (t) => {
  const root = await fakeRoot(t);
  const device = `${PI_USB}/1-1.3/1-1.3:1.0`;
  const byPath = 'platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.3:1.0-video-index';
  const byId = 'usb-046d_HD_Webcam_C270_SN0001-video-index';
  const name = 'HD Webcam C270: HD Webcam C270';
  const byPathNew = byPath.replace('usb-0', 'usbv2-0');
  await root.video('video2', {
    device,
    name,
    driver: 'uvcvideo',
    byPath: [`${byPathNew}0`, `${byPath}0`],
    byId: [`${byId}0`],
  });
  await root.video('video3', {
    device,
    name,
    driver: 'uvcvideo',
    index: 1,
    byPath: [`${byPath}1`],
    byId: [`${byId}1`],
  });
  const asked: string[] = [];
  const cameras = await listCameras(root.path, async (node) => {
    asked.push(node);
    return WEBCAM;
  });
  assert.deepEqual(asked, ['/dev/video2']);
  assert.equal(cameras.length, 1);
  const { modes, ...camera } = cameras[0] ?? assert.fail();
  assert.deepEqual(camera, {
    device: `/dev/v4l/by-path/${byPath}0`,
    node: '/dev/video2',
    links: [`/dev/v4l/by-path/${byPath}0`, `/dev/v4l/by-path/${byPathNew}0`, `/dev/v4l/by-id/${byId}0`],
    name: 'HD Webcam C270',
    driver: 'uvcvideo',
    usbPort: '1-1.3',
    isGrabber: false,
  });
  assert.equal(modes.length, 9);
});

test('the nodes of a Pi that are no camera are never asked', async (t) => {
  const root = await fakeRoot(t);
  const nodes = {
    video10: { device: 'platform/soc/codec', name: 'bcm2835-codec-decode', driver: 'bcm2835-codec' },
    video13: { device: 'platform/soc/isp', name: 'bcm2835-isp-output0', driver: 'bcm2835-isp' },
    video19: { device: 'platform/axi/hevc', name: 'rpi-hevc-dec', driver: 'rpi-hevc-dec' },
    video20: { device: 'platform/axi/be', name: 'pispbe-input', driver: 'pispbe' },
    video0: { device: 'platform/axi/cfe', name: 'rp1-cfe-csi2-ch0', driver: 'rp1-cfe' },
    video1: { device: 'platform/soc/csi', name: 'unicam-image', driver: 'unicam' },
    video31: { device: 'platform/soc/jpeg', name: 'bcm2835-codec-encode_image' },
    video40: { device: 'platform/dummy_udc.0/gadget.0', name: 'dummy_udc', driver: 'configfs-gadget.g1' },
    vbi0: { device: 'platform/vivid.0', name: 'vivid-000-vbi-cap', driver: 'vivid' },
    'v4l-subdev0': { device: 'platform/x', name: 'ov5647', driver: 'ov5647' },
  };
  for (const [node, facts] of Object.entries(nodes)) await root.video(node, facts);
  assert.deepEqual(await listCameras(root.path, () => assert.fail('asked')), []);
});

test('a camera that follows the USB standard is one, whatever its name', async (t) => {
  const root = await fakeRoot(t);
  await root.video('video0', { device: 'usb1/1-2/1-2:1.0', name: 'RPi UVC gadget', driver: 'uvcvideo' });
  assert.deepEqual(
    (await listCameras(root.path, silent)).map(({ name, device, modes }) => ({ name, device, modes })),
    [{ name: 'RPi UVC gadget', device: '/dev/video0', modes: [] }],
  );
});

test('two webcams with one serial number and vivid: by port, USB first, the same at every numbering', async (t) => {
  const numberings = [
    { left: 'video0', right: 'video2', vivid: 'video4' },
    { left: 'video4', right: 'video2', vivid: 'video0' },
  ];
  for (const { left, right, vivid } of numberings) {
    const root = await fakeRoot(t);
    // The by-id name can belong to one of them only.
    const byId = ['usb-Sonix_USB_Camera_SN0001-video-index0'];
    await root.video(left, {
      device: 'usb1/1-1/1-1:1.0',
      name: 'Cam',
      driver: 'uvcvideo',
      byPath: ['pci-usb-0:1:1.0-video-index0'],
      byId,
    });
    await root.video(right, {
      device: 'usb1/1-2/1-2:1.0',
      name: 'Cam',
      driver: 'uvcvideo',
      byPath: ['pci-usb-0:2:1.0-video-index0'],
    });
    await root.video(vivid, {
      device: 'platform/vivid.0',
      name: 'vivid-000-vid-cap',
      driver: 'vivid',
      byPath: ['a-vivid.0-video-index0'],
    });
    const cameras = await listCameras(root.path, async (node) => (node === `/dev/${vivid}` ? VIVID : WEBCAM));
    assert.deepEqual(
      cameras.map(({ device, usbPort }) => [device, usbPort]),
      [
        ['/dev/v4l/by-path/pci-usb-0:1:1.0-video-index0', '1-1'],
        ['/dev/v4l/by-path/pci-usb-0:2:1.0-video-index0', '1-2'],
        ['/dev/v4l/by-path/a-vivid.0-video-index0', null],
      ],
    );
  }
});

test('links that could not stand in a pipeline text are not used', async (t) => {
  const root = await fakeRoot(t);
  await root.video('video0', {
    device: 'usb1/1-1/1-1:1.0',
    name: 'Cam\u0007 "x" ! fakesink',
    driver: 'uvcvideo',
    byPath: ['a b', 'x"y', "x'y", 'x!y', 'x\\x20y', 'x\ny'],
  });
  const [camera] = await listCameras(root.path, silent);
  assert.deepEqual([camera?.device, camera?.links], ['/dev/video0', []]);
  assert.equal(camera?.name, 'Cam  "x" ! fakesink');
});

test('a camera that vanishes while it is listed is left out, the others stay', async (t) => {
  const root = await fakeRoot(t);
  await root.video('video0', { device: 'usb1/1-1/1-1:1.0', name: 'Cam', driver: 'uvcvideo' });
  await symlink('../../gone', join(root.path, 'sys/class/video4linux/video5'));
  await mkdir(join(root.path, 'dev/v4l'), { recursive: true });
  await symlink('../../nothing', join(root.path, 'dev/v4l/by-path'));
  assert.deepEqual(
    (await listCameras(root.path, silent)).map(({ node }) => node),
    ['/dev/video0'],
  );
});

test('an HDMI grabber is known by its maker or its name, and comes after the cameras', async (t) => {
  const root = await fakeRoot(t);
  const add = async (node: string, port: string, name: string, vendor: string, product: string) => {
    await root.video(node, { device: `${PI_USB}/${port}/${port}:1.0`, name, driver: 'uvcvideo' });
    await root.write(`sys/devices/${PI_USB}/${port}/idVendor`, `${vendor}\n`);
    await root.write(`sys/devices/${PI_USB}/${port}/idProduct`, `${product}\n`);
  };
  await add('video0', '1-1.1', 'USB Video: USB Video', '534d', '2109');
  await add('video2', '1-1.2', 'HDMI to U3 capture', '1234', '0001');
  await add('video4', '1-1.3', 'HD Webcam C270', '046d', '0825');
  const cameras = await listCameras(root.path, silent);
  assert.deepEqual(
    cameras.map(({ node, isGrabber }) => [node, isGrabber]),
    [
      ['/dev/video4', false],
      ['/dev/video0', true],
      ['/dev/video2', true],
    ],
  );
});
