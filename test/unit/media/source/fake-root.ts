/** A machine's `/sys`, `/proc` and `/dev` made of real files and links in a temporary folder, as the kernel and udev lay them out. */
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import type { TestContext } from 'node:test';

interface VideoNode {
  /** Where the parent device hangs below `/sys/devices`, such as `pci0/usb1/1-1/1-1.3/1-1.3:1.0`. */
  device: string;
  name: string;
  driver?: string;
  index?: number;
  byPath?: string[];
  byId?: string[];
}

export interface FakeRoot {
  path: string;
  video(node: string, facts: VideoNode): Promise<void>;
  sound(cards: string, pcm: string): Promise<void>;
  /** `/sys/class/sound/cardN` on its device. */
  soundCard(number: number, device: string): Promise<void>;
  /** A running program that has these files open. */
  program(pid: number, name: string, files: string[]): Promise<void>;
  write(file: string, text: string): Promise<void>;
}

export async function fakeRoot(t: TestContext): Promise<FakeRoot> {
  const path = await mkdtemp(join(tmpdir(), 'source-'));
  t.after(() => rm(path, { recursive: true, force: true }));

  const write = async (file: string, text: string) => {
    await mkdir(dirname(join(path, file)), { recursive: true });
    await writeFile(join(path, file), text);
  };
  const link = async (from: string, to: string) => {
    await mkdir(dirname(join(path, from)), { recursive: true });
    await symlink(relative(dirname(join(path, from)), join(path, to)), join(path, from));
  };
  const folder = (name: string) => mkdir(join(path, name), { recursive: true });

  return {
    path,
    async video(node, { device, name, driver, index = 0, byPath = [], byId = [] }) {
      const parent = `sys/devices/${device}`;
      await write(`${parent}/video4linux/${node}/index`, `${index}\n`);
      await write(`${parent}/video4linux/${node}/name`, `${name}\n`);
      await link(`${parent}/video4linux/${node}/device`, parent);
      await link(`sys/class/video4linux/${node}`, `${parent}/video4linux/${node}`);
      if (driver) {
        await folder(`sys/bus/drivers/${driver}`);
        // Two nodes of one device share its driver link.
        await link(`${parent}/driver`, `sys/bus/drivers/${driver}`).catch(() => {});
      }
      await write(`dev/${node}`, '');
      for (const alias of byPath) await link(`dev/v4l/by-path/${alias}`, `dev/${node}`);
      for (const alias of byId) await link(`dev/v4l/by-id/${alias}`, `dev/${node}`);
    },
    async sound(cards, pcm) {
      await write('proc/asound/cards', cards);
      await write('proc/asound/pcm', pcm);
    },
    async program(pid, name, files) {
      await write(`proc/${pid}/comm`, `${name}\n`);
      await write(`proc/${pid}/status`, `Name:\t${name}\nTgid:\t${pid}\n`);
      await folder(`proc/${pid}/fd`);
      for (const [at, file] of files.entries()) await symlink(file, join(path, `proc/${pid}/fd/${at + 3}`));
    },
    write,
    async soundCard(number, device) {
      const parent = `sys/devices/${device}`;
      await folder(`${parent}/sound/card${number}`);
      await link(`${parent}/sound/card${number}/device`, parent);
      await link(`sys/class/sound/card${number}`, `${parent}/sound/card${number}`);
    },
  };
}
