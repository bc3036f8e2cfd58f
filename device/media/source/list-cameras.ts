import { readdir, readFile, readlink } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { isCameraDevice, printable, usbPortOf } from './device-names.ts';
import { isGrabber } from './is-grabber.ts';
import { type CameraMode, parseCameraModes } from './parse-camera-modes.ts';
import { readCameraFormats } from './read-camera-formats.ts';

export interface Camera {
  /** Name to keep: `/dev/v4l/by-path/…`, which is the port it is plugged into; else `node`. */
  device: string;
  /** `/dev/videoN`: N changes from boot to boot. */
  node: string;
  /** Every `/dev/v4l/by-path` and `/dev/v4l/by-id` name of it. */
  links: string[];
  name: string;
  /** `uvcvideo` for every USB camera that follows the standard; '' where the kernel names none. */
  driver: string;
  /** USB port such as `1-1.3`, null where it is not on USB. */
  usbPort: string | null;
  /** It shows the signal of an HDMI cable. */
  isGrabber: boolean;
  /** Empty where they could not be asked. */
  modes: CameraMode[];
}

/**
 * Nodes that seem to capture but are the Pi's codecs, image processors and sensor ports (which need libcamera), or the
 * box's own end of a USB gadget.
 */
const NOT_A_CAMERA = /^(bcm2835|rpi|pisp|rp1|unicam|dummy_udc)|codec|hevc|gadget/i;

/**
 * Lists the cameras, USB ones first and grabbers last among them, in the same order at every boot. One that is
 * unplugged meanwhile is left out; never rejects.
 */
export async function listCameras(
  root = '/',
  readFormats: (node: string) => Promise<string> = readCameraFormats,
): Promise<Camera[]> {
  const links = await linksOfNodes(root);
  const folder = join(root, 'sys/class/video4linux');
  const entries = (await readdir(folder).catch(() => [])).filter((entry) => /^video\d{1,3}$/.test(entry));
  const cameras = await Promise.all(entries.map((entry) => readCamera(join(folder, entry), links, readFormats)));
  return cameras.filter((camera) => camera !== null).sort(byRankThenDevice);
}

async function readCamera(
  classFolder: string,
  linksOf: Map<string, string[]>,
  readFormats: (node: string) => Promise<string>,
): Promise<Camera | null> {
  const [index, rawName, driverLink, usbPort] = await Promise.all([
    readFile(join(classFolder, 'index'), 'utf8').catch(() => ''),
    readFile(join(classFolder, 'name'), 'utf8').catch(() => ''),
    readlink(join(classFolder, 'device/driver')).catch(() => ''),
    usbPortOf(classFolder),
  ]);
  const driver = basename(driverLink);
  // A camera's further nodes carry metadata, not pictures.
  if (index.trim() !== '0') return null;
  if (driver !== 'uvcvideo' && (NOT_A_CAMERA.test(driver) || NOT_A_CAMERA.test(rawName))) return null;

  const entry = basename(classFolder);
  const node = `/dev/${entry}`;
  const links = linksOf.get(entry) ?? [];
  const device = links.find((link) => link.startsWith('/dev/v4l/by-path/')) ?? node;
  const name = tidyName(rawName) || node;
  return {
    device,
    node,
    links,
    name,
    driver,
    usbPort,
    isGrabber: await isGrabber(classFolder, rawName),
    modes: parseCameraModes(await readFormats(node)),
  };
}

/** `video0` -> its names under /dev/v4l, sorted, since newer systems give a port two names. */
async function linksOfNodes(root: string): Promise<Map<string, string[]>> {
  const links = new Map<string, string[]>();
  for (const folder of ['/dev/v4l/by-path', '/dev/v4l/by-id']) {
    const names = await readdir(join(root, folder)).catch(() => []);
    for (const name of names.sort()) {
      const link = `${folder}/${name}`;
      if (!isCameraDevice(link)) continue;
      const entry = basename(await readlink(join(root, link)).catch(() => ''));
      links.set(entry, [...(links.get(entry) ?? []), link]);
    }
  }
  return links;
}

/** The kernel writes "Name: Name", the second cut at 31 letters. */
function tidyName(text: string): string {
  const [first = '', ...rest] = printable(text).split(': ');
  return first.startsWith(rest.join(': ')) ? first : [first, ...rest].join(': ');
}

function byRankThenDevice(one: Camera, other: Camera): number {
  return cameraRank(one) - cameraRank(other) || (one.device < other.device ? -1 : 1);
}

/** Rank, smaller is better: cameras that see the room, then those of a cable, then those that are not on USB. */
export function cameraRank({ driver, isGrabber }: Pick<Camera, 'driver' | 'isGrabber'>): number {
  if (driver !== 'uvcvideo') return 2;
  return isGrabber ? 1 : 0;
}
