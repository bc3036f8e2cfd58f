/** Small files of the kernel in /proc and /sys. Nothing here throws: a file that cannot be read is not available. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

/** The text, trimmed. Null where the file is missing, forbidden or cannot be read at present. */
export async function kernelText(root: string, path: string): Promise<string | null> {
  return readFile(join(root, path), 'latin1').then(
    (text) => text.trim(),
    () => null,
  );
}

/** Null also for a text that is no number. */
export async function kernelNumber(root: string, path: string): Promise<number | null> {
  const text = await kernelText(root, path);
  return text === null || !/^-?\d+$/.test(text) ? null : Number(text);
}

/** Names in a folder, in their natural order; none where there is no such folder. */
export async function kernelNames(root: string, path: string): Promise<string[]> {
  return readdir(join(root, path)).then(
    (names) => names.sort((a, b) => a.localeCompare(b, 'en', { numeric: true })),
    () => [],
  );
}
