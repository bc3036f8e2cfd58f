/** Size of the kernel's send queue of a TCP connection: bytes written that the other end has not acknowledged. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** State of an established connection in /proc/net/tcp. */
const ESTABLISHED = '01';

export interface OwnConnection {
  /** Selects one of several connections to the same port. */
  localPort?: number;
  /** Folder of the process in /proc. */
  root?: string;
}

/**
 * Reads the queue of this process's own connection to a port.
 * @returns null where there is none, or the kernel does not show it
 */
export function sendQueueBytes(port: number, { localPort, root = '/proc/self' }: OwnConnection = {}): number | null {
  try {
    const own = ownSockets(root);
    for (const table of ['tcp', 'tcp6']) {
      const queue = queueIn(readFileSync(`${root}/net/${table}`, 'latin1'), { port, localPort, own });
      if (queue !== null) return queue;
    }
  } catch {
    // There is no /proc, or a descriptor was closed meanwhile: the next sample is in a moment.
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

/** Reads a link that may be gone since the folder was listed. */
function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return '';
  }
}

interface Wanted {
  port: number;
  localPort: number | undefined;
  own: Set<string>;
}

/** Lines of proc_net_tcp(5): `sl local rem st tx:rx tr:when retrnsmt uid timeout inode …`. */
function queueIn(table: string, { port, localPort, own }: Wanted): number | null {
  for (const line of table.split('\n').slice(1)) {
    const [, local, remote, state, queues, , , , , inode] = line.trim().split(/\s+/);
    if (state !== ESTABLISHED || !own.has(inode ?? '')) continue;
    if (portOf(remote) !== port || (localPort !== undefined && portOf(local) !== localPort)) continue;
    return Number.parseInt(queues?.split(':')[0] ?? '0', 16);
  }
  return null;
}

const portOf = (address = '') => Number.parseInt(address.split(':')[1] ?? '', 16);
