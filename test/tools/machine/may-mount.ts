import { execFileSync } from 'node:child_process';

/** Whether this user may mount something, in a namespace of the mount's own. */
export function mayMount(): boolean {
  return works('unshare', '-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt');
}

/** Whether this user may mount a disk that is kept in a file: root, where the kernel has loop devices. */
export function mayMountImage(): boolean {
  const script =
    'image=$(mktemp) && trap "rm $image" EXIT && truncate -s 2M $image && mkfs.ext4 -q $image && mount -o loop $image /mnt';
  return works('unshare', '-m', 'sh', '-ec', script);
}

function works(command: string, ...args: string[]): boolean {
  try {
    execFileSync(command, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
