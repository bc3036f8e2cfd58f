import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';
import { printable } from './device-names.ts';

export interface DeviceUser {
  pid: number;
  /** Name of the program in the kernel, at most 15 letters. */
  program: string;
}

const DEVICE_FILE = /^\/dev\/(video\d+|snd\/pcmC\d+D\d+c)$/;

/**
 * Finds who has a camera or a recording sound device open: `/dev/video0` -> its users. Programs of other users than
 * ours are not seen. Opens no device; never rejects.
 */
export async function deviceUsers(root = '/'): Promise<Map<string, DeviceUser[]>> {
  const users = new Map<string, DeviceUser[]>();
  const pids = (await readdir(join(root, 'proc')).catch(() => [])).filter((name) => /^\d+$/.test(name));
  await Promise.all(
    pids.map(async (pid) => {
      const folder = join(root, 'proc', pid);
      const fds = await readdir(join(folder, 'fd')).catch(() => []);
      const files = await Promise.all(fds.map((fd) => readlink(join(folder, 'fd', fd)).catch(() => '')));
      const devices = new Set(files.filter((file) => DEVICE_FILE.test(file)));
      if (devices.size === 0) return;
      const user = { pid: Number(pid), program: await programOf(folder) };
      for (const device of devices) users.set(device, [...(users.get(device) ?? []), user]);
    }),
  );
  return users;
}

/**
 * Finds who records from a sound device, whosever program it is; null where nobody does.
 * @param card ALSA's name for it, as in `CARD=`
 */
export async function microphoneUser(card: string, dev: number, root = '/'): Promise<DeviceUser | null> {
  const file = join(root, 'proc/asound', card, `pcm${dev}c/sub0/status`);
  const thread = /^owner_pid\s*:\s*(\d+)/m.exec(await readFile(file, 'utf8').catch(() => ''))?.[1];
  if (thread === undefined) return null;
  const folder = join(root, 'proc', thread);
  const process = /^Tgid:\s*(\d+)/m.exec(await readFile(join(folder, 'status'), 'utf8').catch(() => ''))?.[1];
  const pid = process ?? thread;
  return { pid: Number(pid), program: await programOf(join(root, 'proc', pid)) };
}

async function programOf(folder: string): Promise<string> {
  return printable(await readFile(join(folder, 'comm'), 'utf8').catch(() => ''), 15);
}
