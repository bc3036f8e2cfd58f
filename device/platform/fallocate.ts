/** Changes a file's room without writing its bytes; Node has no call for it, util-linux has a program. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/**
 * - `insert-range`, `collapse-range`: so many zeros before what is at `offset`, or so many bytes less there
 *   (ext4, XFS, F2FS; both in whole blocks).
 * - `keep-size`: so many bytes from `offset` on have their place on the disk, beyond the file's end too.
 *
 * @param held descriptor that stays open as long as this goes on, even if this process ends before
 * @returns false where the file system cannot or has no room; then nothing has changed.
 */
export async function fallocate(
  path: string,
  how: 'insert-range' | 'collapse-range' | 'keep-size',
  { offset, bytes }: { offset: number; bytes: number },
  held: number | 'ignore' = 'ignore',
): Promise<boolean> {
  const args = [`--${how}`, '--offset', String(offset), '--length', String(bytes), path];
  try {
    const [code] = await once(spawn('fallocate', args, { stdio: ['ignore', 'ignore', 'ignore', held] }), 'close');
    return code === 0;
  } catch {
    return false;
  }
}
