import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { because, type Reason } from '../../reason.ts';
import { printable } from './device-names.ts';
import { HEAD_BYTES, type ReplayForm, replayForm } from './replay-form.ts';

/** The file in a `replay:FILE` setting, null where the setting is another. */
export function replayFile(setting: string): string | null {
  return setting.startsWith('replay:') ? setting.slice('replay:'.length) : null;
}

/**
 * Checks the file's name, which goes between double quotes into a GStreamer pipeline text and must not be able to end
 * them.
 */
export function replayNameFault(file: string): Reason | null {
  if (file !== '' && !/["\\\p{Cc}]/u.test(file)) return null;
  return replayUnreadable(file, 'the name is empty or holds a quote, a backslash or a control character');
}

/**
 * Reads the form of `file` from its first bytes, or the reason why this process may not read it. The pipeline finds out
 * whether it plays.
 */
export async function inspectReplay(file: string): Promise<{ form: ReplayForm } | { fault: Reason }> {
  try {
    // Without waiting for a program that may write into a pipe.
    const opened = await open(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const stats = await opened.stat();
      if (!stats.isFile()) return { fault: replayUnreadable(file, 'not a plain file') };
      const { buffer, bytesRead } = await opened.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
      return { form: replayForm(buffer.subarray(0, bytesRead), stats.size) };
    } finally {
      await opened.close();
    }
  } catch (error) {
    return { fault: replayUnreadable(file, (error as Error).message) };
  }
}

function replayUnreadable(file: string, tech: string): Reason {
  return because('replayUnreadable', printable(`replay file: ${tech}`, 700), { file: printable(file) });
}

/** Reason for a file that can be read, and does not play. */
export function replayFails(
  code: 'replayUnplayable' | 'replayUntimed' | 'replayWithoutPicture' | 'replayWithoutSound',
  file: string,
  tech: string,
): Reason {
  return because(code, tech, { file: printable(file) });
}
