/** Name and password of the box's own Wi-Fi: made once, kept with the card, printed in its report. */
import { randomInt } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Hotspot {
  name: string;
  password: string;
}

/** No letter that can be read as another: no 0 and o, no 1, i and l. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789';
/**
 * 59 bits, as 4-4-4. The password is random: anyone who reads this file could compute one that is derived from a serial
 * number or an address which the box itself sends out.
 */
const PASSWORD_LETTERS = 12;

/** @param root `/`; tests give a folder with files as the kernel has them. */
export async function newHotspot(root = '/'): Promise<Hotspot> {
  const letters = Array.from({ length: PASSWORD_LETTERS }, () => LETTERS[randomInt(LETTERS.length)]);
  const password = [0, 4, 8].map((start) => letters.slice(start, start + 4).join('')).join('-');
  return { name: `Pupitre-${(await machineDigits(root)).slice(-4).toUpperCase()}`, password };
}

/** Reads the file that is kept, which has two lines. Null where it holds anything else. */
export function parseHotspot(text: string): Hotspot | null {
  const [, name, password] = /^(Pupitre-[0-9A-F]{4})\n([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})\n$/.exec(text) ?? [];
  return name && password ? { name, password } : null;
}

export const hotspotText = ({ name, password }: Hotspot) => `${name}\n${password}\n`;

/** Digits that tell boxes apart: from the board's serial number, else from a network chip's address, else random. */
async function machineDigits(root: string): Promise<string> {
  const net = join(root, 'sys/class/net');
  const chips = (await readdir(net).catch(() => [])).filter((name) => name !== 'lo').sort();
  const files = [join(root, 'proc/device-tree/serial-number'), ...chips.map((name) => join(net, name, 'address'))];
  for (const file of files) {
    const digits = (await readFile(file, 'latin1').catch(() => '')).replace(/[^0-9a-f]/gi, '');
    if (digits.length >= 4 && /[^0]/.test(digits)) return digits;
  }
  return randomInt(0x10000).toString(16).padStart(4, '0');
}
