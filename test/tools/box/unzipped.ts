/** The files of a zip, as Debian's `unzip` reads them. */
import { execFileSync } from 'node:child_process';

const MOST_BYTES = 64 * 1024 * 1024;

/** @throws when unzip has anything to say against it. */
export function unzipped(file: string): Record<string, string> {
  const run = (...args: string[]) => execFileSync('unzip', args, { encoding: 'utf8', maxBuffer: MOST_BYTES });
  run('-tqq', file);
  const names = run('-Z1', file).trim().split('\n');
  return Object.fromEntries(names.map((name) => [name, run('-p', file, name)]));
}
