/**
 * Calls a server as a publisher does, and reads its answer. UDP has no connection that could be refused: the host may
 * say that nothing listens, and often a firewall keeps it from saying so. `srtsink` drops the reason of a refusal
 * (1.22: every one is "Connection does not exist"), so it is asked for here.
 */
import { createSocket, type Socket } from 'node:dgram';
import { lookup } from 'node:dns/promises';
import type { SrtAddress } from './srt-address.ts';
import { type Caller, conclusion, induction, newCaller, readHandshake, shutdown } from './srt-handshake.ts';

/** Pause between repeats, as in libsrt. */
const AGAIN_MS = 250;
/** Longer than the round trips of any link that a talk can use. */
const ANSWER_MS = 3000;
const SHOWN_BYTES = 40;

export type SrtAnswer =
  /** A call was accepted, or only asked whether anybody is there. */
  | { what: 'srt' }
  | { what: 'refused'; reason: number }
  | { what: 'unresolvable'; tech: string }
  /** The host itself reported it. */
  | { what: 'nothingListens'; tech: string }
  | { what: 'otherProtocol'; tech: string }
  | { what: 'silence'; tech: string };

type Where = Pick<SrtAddress, 'host' | 'port'>;

/**
 * Finds out whether SRT is spoken there; a listener keeps nothing of it. Never rejects; takes 3 s at most once the name
 * is resolved.
 */
export const srtHello = (where: Where): Promise<SrtAnswer> => call(where, null);

/** Asks for a connection, and ends it at once should the server agree. Never rejects; takes 3 s at most, as above. */
export const srtCall = (address: SrtAddress): Promise<SrtAnswer> => call(address, address);

async function call({ host, port }: Where, wanted: SrtAddress | null): Promise<SrtAnswer> {
  const bare = host.replace(/^\[|\]$/g, '');
  const found = await lookup(bare).catch((error: Error) => error);
  if (found instanceof Error) return { what: 'unresolvable', tech: found.message };
  return ask(createSocket(found.family === 6 ? 'udp6' : 'udp4'), { address: found.address, port }, wanted);
}

function ask(socket: Socket, to: { address: string; port: number }, wanted: SrtAddress | null): Promise<SrtAnswer> {
  return new Promise((resolve) => {
    const caller = newCaller();
    let packet = induction(caller);
    let again: NodeJS.Timeout | undefined;
    const end = (answer: SrtAnswer) => {
      clearTimeout(late);
      clearInterval(again);
      socket.removeAllListeners();
      socket.on('error', () => {});
      socket.close();
      resolve(answer);
    };
    // A box that was busy for so long has the answer waiting: that one is read first.
    const giveUp = () => end({ what: 'silence', tech: `no answer over UDP in ${ANSWER_MS} ms` });
    const late = setTimeout(() => setImmediate(giveUp), ANSWER_MS);
    const send = () => socket.send(packet, () => {});
    socket.on('error', ({ message, code }: NodeJS.ErrnoException) =>
      end({ what: code === 'ECONNREFUSED' ? 'nothingListens' : 'silence', tech: message }),
    );
    socket.on('message', (bytes) => {
      const next = hear(bytes, caller, wanted);
      if ('what' in next) return next.last ? socket.send(next.last, () => end(next)) : end(next);
      packet = next.packet;
      send();
    });
    // Connected, so that the kernel reports a port where nothing listens.
    socket.connect(to.port, to.address, () => {
      send();
      again = setInterval(send, AGAIN_MS);
    });
  });
}

/** Next step after an answer: the end of the call, with a packet that is still to be sent, or the next packet. */
function hear(
  bytes: Buffer,
  caller: Caller,
  wanted: SrtAddress | null,
): (SrtAnswer & { last?: Buffer }) | { packet: Buffer } {
  const answer = readHandshake(bytes);
  switch (answer?.how) {
    case 'cookie':
      return wanted ? { packet: conclusion(caller, answer.cookie, wanted) } : { what: 'srt' };
    case 'accepted':
      return { what: 'srt', last: shutdown(answer.peerSocketId) };
    case 'refused':
      return { what: 'refused', reason: answer.reason };
    case undefined:
      return { what: 'otherProtocol', tech: `it says: ${shown(bytes)}` };
  }
}

function shown(bytes: Buffer): string {
  return bytes
    .subarray(0, SHOWN_BYTES)
    .toString('latin1')
    .replace(/[^\x20-\x7e]/g, '.');
}
