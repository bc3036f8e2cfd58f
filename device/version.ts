/**
 * The version in the file `version`, which the build puts beside the program; `0.0.0-dev` when run from the sources.
 */
import { readFileSync } from 'node:fs';

function versionBeside(): string {
  try {
    return readFileSync(new URL('version', import.meta.url), 'utf8').trim();
  } catch {
    return '0.0.0-dev';
  }
}

export const VERSION: string = versionBeside();
