/** What a file system can do to a file's room without writing its bytes; Node has no call for it, util-linux has a program. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/**
 * - `insert-range`, `collapse-range`: so many zeros before what is at `offset`, or so many bytes less there
 *   (ext4, XFS, F2FS; both in whole blocks).
 * - `keep-size`: so many bytes from `offset` on have their place on the disk, beyond the file's end too.
 *
 * @returns false where the file system cannot or has no room; then nothing has changed.
 */
export function fallocate(
  path: string,
  how: 'insert-range' | 'collapse-range' | 'keep-size',
  { offset, bytes }: { offset: number; bytes: number },
): Promise<boolean> {
  return run('fallocate', [`--${how}`, '--offset', String(offset), '--length', String(bytes), path]).then(
    () => true,
    () => false,
  );
}
