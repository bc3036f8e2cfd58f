import { realpath } from 'node:fs/promises';
import { join } from 'node:path';

/**
 * The USB port, such as `1-1.3`, of the device behind a folder of `/sys/class`; null where it is not on USB. A port
 * stays the same across boots, and a camera shares it with its own microphone.
 */
export async function usbPortOf(classFolder: string): Promise<string | null> {
  const device = await realpath(join(classFolder, 'device')).catch(() => '');
  return device.split('/').findLast((part) => /^\d+-\d+(\.\d+)*$/.test(part)) ?? null;
}
