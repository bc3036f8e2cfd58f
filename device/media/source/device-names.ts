/** Names of devices: the kernel's, ALSA's, by their port, and for a page. */
import { realpath } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * True for the names a camera may have. Such a name holds no quote, space or `!`, so it can be in a GStreamer
 * pipeline text as it is.
 */
export function isCameraDevice(name: string): boolean {
  return /^\/dev\/(video\d{1,3}|v4l\/by-(path|id)\/[\w.:@+-]{1,200})$/.test(name);
}

/**
 * `hw:CARD=…` and `plughw:CARD=…`, with or without the device; card numbers are refused since they change from boot to
 * boot. Such a name holds no quote, space or `!`, so it can be in a GStreamer pipeline text as it is.
 */
const ALSA_NAME = /^(?:plug)?hw:CARD=(?!\d+(?:,|$))(\w{1,15})(?:,DEV=(\d{1,2})(?:,SUBDEV=\d{1,2})?)?$/;

/** One spelling for all names of the same device; null where it is not one. ALSA takes DEV=0 where none is given. */
export function plugName(device: string): string | null {
  const [whole, card, dev = '0'] = ALSA_NAME.exec(device) ?? [];
  return whole === undefined ? null : `plughw:CARD=${card},DEV=${Number(dev)}`;
}

/**
 * The USB port, such as `1-1.3`, of the device behind a folder of `/sys/class`; null where it is not on USB. A port
 * stays the same across boots, and a camera shares it with its own microphone.
 */
export async function usbPortOf(classFolder: string): Promise<string | null> {
  const device = await realpath(join(classFolder, 'device')).catch(() => '');
  return device.split('/').findLast((part) => /^\d+-\d+(\.\d+)*$/.test(part)) ?? null;
}

/** A name that came from outside (a USB descriptor, a settings file), fit for a page, a log and a lamp's sentence. */
export function printable(text: string, maxLength = 100): string {
  const clean = text.replace(/\p{C}+/gu, ' ').trim();
  return clean.length > maxLength ? `${clean.slice(0, maxLength - 1)}…` : clean;
}
