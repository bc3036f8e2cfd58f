import { readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/**
 * USB vendors, and products of those who make other things too, that turn an HDMI signal into a camera: MacroSilicon
 * (MS2109 534d:2109, MS2130 345f:2130), Elgato's Cam Link (0fd9:0066 and similar), Magewell (2935), AVerMedia's
 * grabbers by name.
 */
const GRABBERS = /^(534d|345f|2935|0fd9:00(66|67|7b|7e))/;
const GRABBER_NAMES = /\bHDMI\b|\bgrabber\b|\bcam link\b|video capture|capture (card|stick)/i;

/** True if a camera shows the signal of a cable, not a view. @param classFolder of `/sys/class/video4linux` */
export async function isGrabber(classFolder: string, name: string): Promise<boolean> {
  if (GRABBER_NAMES.test(name)) return true;
  const device = await realpath(join(classFolder, 'device')).catch(() => null);
  if (device === null) return false;
  // The interface's folder lies in that of the USB device, which has the ids.
  const id = async (file: string) =>
    (await readFile(join(dirname(device), file), 'utf8').catch(() => '')).trim().toLowerCase();
  return GRABBERS.test(`${await id('idVendor')}:${await id('idProduct')}`);
}
