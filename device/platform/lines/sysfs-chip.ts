/** Numbers of the header's pins in `/sys/class/gpio`: kernels from 6.6 on count them from a base of their own. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { HEADER } from './header.ts';

export interface GpioChip {
  label: string;
  /** The number of its first line. */
  base: number;
  lineCount: number;
}

/** Null where there is no header that the kernel shows in `/sys/class/gpio`. */
export async function findGpioChip(root = '/'): Promise<GpioChip | null> {
  const folder = join(root, 'sys/class/gpio');
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^gpiochip\d+$/.test(name));
  const chips = await Promise.all(names.sort().map((name) => readChip(join(folder, name))));
  for (const label of HEADER) {
    const chip = chips.find((one) => one && label.test(one.label));
    if (chip) return chip;
  }
  return null;
}

/** `pin` is a BCM number. Null where the chip has no such pin. */
export function lineNumber({ base, lineCount }: GpioChip, pin: number): number | null {
  return pin < lineCount ? base + pin : null;
}

async function readChip(folder: string): Promise<GpioChip | null> {
  const read = async (file: string) => (await readFile(join(folder, file), 'utf8').catch(() => '')).trim();
  const [label, base, lineCount] = await Promise.all([read('label'), read('base'), read('ngpio')]);
  return /^\d+$/.test(base) && /^\d+$/.test(lineCount)
    ? { label, base: Number(base), lineCount: Number(lineCount) }
    : null;
}
