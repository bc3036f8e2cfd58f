import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import { because, type Reason } from '../../reason.ts';
import { printable } from './printable.ts';

/** The file in a `replay:FILE` setting, null where the setting is another. */
export function replayFile(setting: string): string | null {
  return setting.startsWith('replay:') ? setting.slice('replay:'.length) : null;
}

/** The file's name is put between double quotes in a GStreamer pipeline text: it must not be able to end them. */
export function replayNameFault(file: string): Reason | null {
  if (file !== '' && !/["\\\p{Cc}]/u.test(file)) return null;
  return replayUnreadable(file, 'the name is empty or holds a quote, a backslash or a control character');
}

/** Null when `file` is a plain file this process may read. Whether it plays is for the pipeline to find out. */
export async function replayFault(file: string): Promise<Reason | null> {
  try {
    await access(file, constants.R_OK);
    return (await stat(file)).isFile() ? null : replayUnreadable(file, 'not a plain file');
  } catch (error) {
    return replayUnreadable(file, (error as Error).message);
  }
}

function replayUnreadable(file: string, tech: string): Reason {
  return because('replayUnreadable', printable(`replay file: ${tech}`, 700), { file: printable(file) });
}
