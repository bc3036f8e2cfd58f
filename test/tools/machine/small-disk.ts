/** A real disk of some megabytes (ext4 in a file), mounted at a folder; gone when the test is over. Needs `mayMountImage`. */
import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Ending } from '../ending.ts';

const run = (command: string, ...args: string[]) => promisify(execFile)(command, args);

export class SmallDisk {
  readonly image: string;
  readonly folder: string;
  #frozen = false;

  private constructor(image: string, folder: string) {
    this.image = image;
    this.folder = folder;
  }

  static async mount(t: Ending, options: { image: string; folder: string; megabytes: number }): Promise<SmallDisk> {
    const { image, folder, megabytes } = options;
    const disk = new SmallDisk(image, folder);
    await mkdir(folder, { recursive: true });
    await run('truncate', '-s', `${megabytes}M`, image);
    // Nothing is kept back for root, nor prepared in the background.
    await run('mkfs.ext4', '-q', '-m', '0', '-E', 'lazy_itable_init=0,lazy_journal_init=0', image);
    await disk.mountAgain();
    t.after(async () => {
      if (disk.#frozen) await disk.thaw();
      await run('umount', '-l', folder).catch(() => {});
    });
    return disk;
  }

  async mountAgain(): Promise<void> {
    await run('mount', '-o', 'loop,errors=remount-ro', this.image, this.folder);
  }

  /** Also while files are open on it: they then are on no disk that can be found. */
  async unmount({ lazily = false } = {}): Promise<void> {
    await run('umount', ...(lazily ? ['-l'] : []), this.folder);
  }

  /** As by a pulled plug: nothing is written any more. What nobody has synced is gone once it is mounted again. */
  async cutPower(): Promise<void> {
    // EXT4_IOC_SHUTDOWN with EXT4_GOING_FLAGS_NOLOGFLUSH.
    const shutdown = 'open my $folder, "<", $ARGV[0]; my $how = pack "L", 2; ioctl $folder, 0x8004587d, $how or die $!';
    await run('perl', '-e', shutdown, this.folder);
  }

  /** Refused by the kernel while something is being written. */
  async remount(mode: 'ro' | 'rw'): Promise<void> {
    await run('mount', '-o', `remount,${mode}`, this.folder);
  }

  /** As a card does that fails: what is open gives errors, and the kernel makes the whole read-only. */
  async breakDown(): Promise<void> {
    const { stdout } = await run('findmnt', '-no', 'SOURCE', this.folder);
    await writeFile(`/sys/fs/ext4/${basename(stdout.trim())}/trigger_fs_error`, '1');
  }

  /** Whoever writes waits, in the kernel, until the thaw. */
  async freeze(): Promise<void> {
    await run('fsfreeze', '-f', this.folder);
    this.#frozen = true;
  }

  /** As a card that cleans up: each time it takes for `takesMs` what there is to write, then nothing for `holdsMs`. */
  async stutter({ holdsMs, takesMs, times }: { holdsMs: number; takesMs: number; times: number }): Promise<void> {
    for (let time = 0; time < times; time++) {
      await this.freeze();
      await sleep(holdsMs);
      await this.thaw();
      await sleep(takesMs);
    }
  }

  async thaw(): Promise<void> {
    await run('fsfreeze', '-u', this.folder);
    this.#frozen = false;
  }
}
