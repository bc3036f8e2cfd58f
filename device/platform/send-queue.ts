/** What the kernel still holds of a process's TCP connection: bytes written that the other end has not acknowledged. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** As the kernel names the state of an established connection in /proc/net/tcp. */
const ESTABLISHED = '01';

/**
 * Of this process's own connection to a port.
 * @returns null where there is none, or the kernel does not say
 */
export function sendQueueBytes(port: number, root = '/proc/self'): number | null {
  try {
    const own = ownSockets(root);
    for (const table of ['tcp', 'tcp6']) {
      const queue = queueIn(readFileSync(`${root}/net/${table}`, 'latin1'), port, own);
      if (queue !== null) return queue;
    }
  } catch {
    // No /proc, or a descriptor that was closed while it was looked at: the next look is in a moment.
  }
  return null;
}

function ownSockets(root: string): Set<string> {
  const sockets = new Set<string>();
  for (const fd of readdirSync(`${root}/fd`)) {
    const inode = /^socket:\[(\d+)\]$/.exec(linkOf(`${root}/fd/${fd}`))?.[1];
    if (inode) sockets.add(inode);
  }
  return sockets;
}

/** Descriptors come and go between the listing and the look. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

/** Lines of proc_net_tcp(5): `sl local rem st tx:rx tr:when retrnsmt uid timeout inode …`. */
function queueIn(table: string, port: number, sockets: Set<string>): number | null {
  for (const line of table.split('\n').slice(1)) {
    const [, , remote, state, queues, , , , , inode] = line.trim().split(/\s+/);
    if (state !== ESTABLISHED || !sockets.has(inode ?? '')) continue;
    if (Number.parseInt(remote?.split(':')[1] ?? '', 16) !== port) continue;
    return Number.parseInt(queues?.split(':')[0] ?? '0', 16);
  }
  return null;
}
