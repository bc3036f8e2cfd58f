/** The pins as the README's table says them. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

const README = resolve(import.meta.dirname, '../../../image/README.md');
/** `| button: start, stop | 17 | 11 | ground | 9 | `gpio.startButton` |` */
const ROW = /^\| [^|]+ \| (\d+) +\| (\d+) +\| [^|]+ \| (\d+) +\| `gpio\.(\w+)` +\|$/gm;

export const sorted = (numbers: Iterable<number>) => [...numbers].sort((a, b) => a - b);

/** By the name of the setting: its BCM number, its pin and that of its ground. */
export function readmePins(): Map<string, { gpio: number; pins: [number, number] }> {
  return new Map(
    [...readFileSync(README, 'utf8').matchAll(ROW)].map(([, gpio, pin, ground, part = '']) => [
      part,
      { gpio: Number(gpio), pins: [Number(pin), Number(ground)] },
    ]),
  );
}
