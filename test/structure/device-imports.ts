/** The files of the device, and what each imports of the others. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

export const ROOT = resolve(import.meta.dirname, '../..');
export const DEVICE = join(ROOT, 'device');

/** Absolute paths. */
export const deviceFiles = (readdirSync(DEVICE, { recursive: true }) as string[])
  .filter((name) => name.endsWith('.ts'))
  .map((name) => join(DEVICE, name));

export function importsOf(file: string): { target: string; isType: boolean }[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/^(?:import|export)\s+(type\s)?[^;]*?from\s+'(\.[^']+)'/gms)].map(([, type, path = '']) => ({
    target: resolve(dirname(file), path),
    isType: type !== undefined,
  }));
}
