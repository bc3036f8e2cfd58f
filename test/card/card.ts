/** A memory card: a copy of the image on a bigger one, read and edited as on a laptop while the box is off, or damaged. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdir, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);
/** Many times larger than the image, as the smallest card one can buy is. */
const CARD_BYTES = 8 * 2 ** 30;
const SECTOR_BYTES = 512;

export interface Partition {
  startByte: number;
  bytes: number;
}

export class Card {
  /** What the emulator has as its disk. */
  readonly file: string;
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
    this.file = join(folder, 'card.img');
  }

  /** Writes the image on a card. */
  static async write(image: string, folder: string): Promise<Card> {
    const card = new Card(folder);
    await run('cp', ['--sparse=always', '--reflink=auto', image, card.file]);
    await truncate(card.file, CARD_BYTES);
    return card;
  }

  /** In the order of the table: boot, root, data. */
  async partitions(): Promise<{ boot: Partition; root: Partition; data: Partition }> {
    const { stdout } = await run('sfdisk', ['--json', this.file]);
    const { partitions } = JSON.parse(stdout).partitiontable as { partitions: { start: number; size: number }[] };
    const [boot, root, data, ...more] = partitions.map(({ start, size }) => ({
      startByte: start * SECTOR_BYTES,
      bytes: size * SECTOR_BYTES,
    }));
    assert.ok(boot && root && data && more.length === 0, stdout);
    return { boot, root, data };
  }

  /** A file of the boot partition. @throws mtools' own words. */
  async read(name: string): Promise<Buffer> {
    const { stdout } = await run('mtype', ['-i', await this.#boot(), `::/${name}`], {
      encoding: 'buffer',
      maxBuffer: 200_000_000,
    });
    return stdout;
  }

  async readText(name: string): Promise<string> {
    return (await this.read(name)).toString('utf8');
  }

  async files(): Promise<string[]> {
    const { stdout } = await run('mdir', ['-b', '-/', '-i', await this.#boot(), '::/']);
    return stdout
      .split('\n')
      .map((line) => line.trim().replace(/^::\//, ''))
      .filter(Boolean);
  }

  /** In the place of what is there. */
  async write(name: string, content: string | Buffer): Promise<void> {
    const here = join(this.#folder, 'written');
    await writeFile(here, content);
    await run('mcopy', ['-o', '-i', await this.#boot(), here, `::/${name}`]);
  }

  /** Until not a single cluster of the boot partition is free. */
  async fillBoot(): Promise<void> {
    const { boot } = await this.partitions();
    let bytes = boot.bytes;
    for (let at = 0; bytes >= SECTOR_BYTES; ) {
      // One that does not fit is not begun by mtools, or is left cut off: both bring it nearer to full.
      const here = join(this.#folder, 'filler');
      await writeFile(here, Buffer.alloc(Math.min(bytes, 2 ** 20)));
      const fits = await run('mcopy', ['-o', '-i', await this.#boot(), here, `::/filler-${at}`]).then(
        () => true,
        () => false,
      );
      if (fits) at += 1;
      else bytes = Math.floor(Math.min(bytes, 2 ** 20) / 2);
    }
  }

  async freeBootBytes(): Promise<number> {
    const { stdout } = await run('mdir', ['-i', await this.#boot(), '::/']);
    const [, free = ''] = /([\d ]+) bytes free/.exec(stdout) ?? [];
    return Number(free.replaceAll(' ', ''));
  }

  /** As when the card has lost it: all of it reads as zeros. */
  async wipeData(): Promise<void> {
    await this.#wipe((await this.partitions()).data);
  }

  /** The same; what is returned puts back what was there. */
  async wipeBoot(): Promise<() => Promise<void>> {
    const { boot } = await this.partitions();
    const kept = join(this.#folder, 'kept-boot');
    const bytes = (from: string, count: string) => [
      'bs=1M',
      'conv=notrunc',
      'iflag=skip_bytes',
      'oflag=seek_bytes',
      from,
      count,
    ];
    await run('dd', [
      `if=${this.file}`,
      `of=${kept}`,
      ...bytes(`skip=${boot.startByte}`, `count=${boot.bytes / 2 ** 20}`),
    ]);
    await this.#wipe(boot);
    return async () => {
      await run('dd', [
        `if=${kept}`,
        `of=${this.file}`,
        ...bytes(`seek=${boot.startByte}`, `count=${boot.bytes / 2 ** 20}`),
      ]);
    };
  }

  async #wipe({ startByte, bytes }: Partition): Promise<void> {
    const where = ['--offset', String(startByte), '--length', String(bytes)];
    await run('fallocate', ['--punch-hole', ...where, this.file]);
  }

  /** What the firmware of a Pi starts: kernel, initrd and their words, from the boot partition. */
  async bootFiles(): Promise<BootFiles> {
    const files = await this.files();
    const config = await this.readText('config.txt');
    const named = (key: string) => new RegExp(`^\\s*${key}[ =](\\S+)`, 'm').exec(config)?.[1];
    const kernel = named('kernel') ?? files.find((name) => /^(vmlinuz|kernel8)/.test(name));
    const initrd = named('initramfs') ?? files.find((name) => /^(initrd|initramfs8)/.test(name));
    assert.ok(kernel && initrd, `a kernel and an initrd among ${files.join(' ')}`);
    const folder = join(this.#folder, 'boot');
    await mkdir(folder, { recursive: true });
    const here = { kernel: join(folder, 'kernel'), initrd: join(folder, 'initrd') };
    await writeFile(here.kernel, await this.read(kernel));
    await writeFile(here.initrd, await this.read(initrd));
    return { ...here, words: (await this.readText('cmdline.txt')).trim() };
  }

  async #boot(): Promise<string> {
    return `${this.file}@@${(await this.partitions()).boot.startByte}`;
  }
}

/** Paths of copies, and the words of cmdline.txt. */
export interface BootFiles {
  kernel: string;
  initrd: string;
  words: string;
}
