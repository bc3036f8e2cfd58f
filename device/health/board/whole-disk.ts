import { readlink, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Name of the disk that holds a folder, such as `mmcblk0` for a partition of it; null where it is on none. */
export async function wholeDiskOf(root: string, folder: string): Promise<string | null> {
  try {
    const { dev } = await stat(folder).catch(() => stat(dirname(folder)));
    // Packed as the kernel packs them (makedev(3)).
    const [major, minor] = [(dev >> 8) & 0xfff, (dev & 0xff) | ((dev >> 12) & 0xfff00)];
    const device = await readlink(join(root, `sys/dev/block/${major}:${minor}`));
    // A partition is below its disk: …/block/mmcblk0/mmcblk0p2.
    return /\/block\/([^/]+)/.exec(device)?.[1] ?? null;
  } catch {
    return null;
  }
}
