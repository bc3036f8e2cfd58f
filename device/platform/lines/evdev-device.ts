/** Finds a button that the kernel reads (`dtoverlay=gpio-key`). */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** Size of the kernel's `long` for this process: a 32-bit process on a 64-bit kernel gets 32 bits. */
export const LONG_BYTES = ['arm', 'ia32', 'mips', 'mipsel'].includes(process.arch) ? 4 : 8;

/** `/dev/input/eventN` of the gpio-keys device that has this key, null where there is none. */
export async function findKeyDevice(keyCode: number, root = '/'): Promise<string | null> {
  const text = await readFile(join(root, 'proc/bus/input/devices'), 'utf8').catch(() => '');
  const name = keyDeviceIn(text, keyCode, LONG_BYTES);
  return name && join(root, 'dev/input', name);
}

/** Finds the device in the text of `/proc/bus/input/devices`. A keyboard with the same key is ignored. */
export function keyDeviceIn(text: string, keyCode: number, longBytes: number): string | null {
  for (const device of text.split('\n\n')) {
    const keys = /^B: KEY=(.*)$/m.exec(device)?.[1];
    const event = /^H: Handlers=.*?\b(event\d+)\b/m.exec(device)?.[1];
    if (keys && event && /^P: Phys=gpio-keys\//m.test(device) && hasKey(keys, keyCode, longBytes)) return event;
  }
  return null;
}

/** `bitmap`: longs in hexadecimal, the highest first. */
function hasKey(bitmap: string, keyCode: number, longBytes: number): boolean {
  const bits = longBytes * 8;
  const long = bitmap.trim().split(/\s+/).reverse()[Math.floor(keyCode / bits)] ?? '';
  return /^[\da-f]+$/i.test(long) && ((BigInt(`0x${long}`) >> BigInt(keyCode % bits)) & 1n) === 1n;
}
