/** Finds out whether a server answers at all: its name resolves and its port takes a connection. */
import { connect } from 'node:net';
import { connectionFault, groupOf } from './connection-fault.ts';

/** Longer than the round trip of any link that a talk can use, shorter than people wait for the dry run. */
const CONNECT_MS = 5000;

export interface ReachFailure {
  code: 'destinationUnresolvable' | 'destinationUnreachable';
  tech: string;
}

/** Null when it answers. Nothing is sent. */
export function reach(host: string, port: number): Promise<ReachFailure | null> {
  return new Promise((resolve) => {
    const socket = connect({ host: host.replace(/^\[|\]$/g, ''), port });
    const end = (failure: ReachFailure | null) => {
      socket.destroy();
      resolve(failure);
    };
    // A box that was busy for so long has the answer waiting: that one is read first.
    const giveUp = () => end({ code: 'destinationUnreachable', tech: `no answer in ${CONNECT_MS} ms` });
    socket.setTimeout(CONNECT_MS, () => setImmediate(giveUp));
    socket.once('connect', () => end(null));
    socket.once('error', (error) => {
      const { kind, tech } = connectionFault(error);
      const isNamed = groupOf(kind) !== 'unresolvable';
      end({ code: isNamed ? 'destinationUnreachable' : 'destinationUnresolvable', tech });
    });
  });
}
