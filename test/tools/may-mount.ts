import { execFileSync } from 'node:child_process';

/** Whether this user may mount something, in a namespace of the mount's own. */
export function mayMount(): boolean {
  try {
    execFileSync('unshare', ['-rm', 'mount', '-t', 'tmpfs', 'none', '/mnt'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
