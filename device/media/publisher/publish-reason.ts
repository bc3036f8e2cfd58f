/** The sentence for each failure of a publication. */

import { type NetworkFault, networkFault } from '../../net/network-fault.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import type { PortFinding, PublishFailure, Sender } from '../../transport/transport.ts';
import { addressOf, transportOf } from '../../transport/transports.ts';

const REASONS = {
  refused: 'destinationRefused',
  stillHeld: 'destinationStillHeld',
  unresolvable: 'destinationUnresolvable',
  unreachable: 'destinationUnreachable',
  noAnswer: 'destinationNoAnswer',
  boxBusy: 'destinationBoxBusy',
  tls: 'destinationTls',
  closed: 'destinationClosed',
  stalled: 'destinationStalled',
  overloaded: 'destinationOverloaded',
  passphraseWrong: 'destinationPassphraseWrong',
  passphraseMissing: 'destinationPassphraseMissing',
  passphraseUnexpected: 'destinationPassphraseUnexpected',
  notInstalled: 'destinationNotInstalled',
} as const satisfies Record<PublishFailure, string>;

const BETWEEN_REASONS = {
  noLink: 'destinationNoLink',
  portal: 'destinationPortal',
  otherProtocol: 'destinationNoAnswer',
  nothingListens: 'destinationNothingListens',
} as const satisfies Record<Between['what'], string>;

/** Finding about the way to a server, or about what listens there. */
export interface Between {
  what: NetworkFault | PortFinding['what'];
  tech: string;
}

/** Checks the way after a failure. Null: nothing is known. Never rejects; takes 6 s at most. */
export async function checkBetween(why: PublishFailure, sender: Sender): Promise<Between | null> {
  const { host, port } = addressOf(sender);
  const fault = await networkFault(host);
  if (fault) return { what: fault, tech: fault };
  return why === 'noAnswer' ? transportOf(sender).inspectPort(host, port) : null;
}

/** A failure that may be the work of what lies between. */
export function mayBeBetween(why: PublishFailure): boolean {
  return why === 'unresolvable' || why === 'unreachable' || why === 'noAnswer' || why === 'tls';
}

/** The server has answered, and only a person can change what it said. */
export function isRefusal(why: PublishFailure): boolean {
  return why === 'refused' || /^passphrase/.test(why);
}

/** @param between finding about the way */
export function publishReason(
  { why, tech }: { why: PublishFailure; tech: string },
  destination: Pick<Destination, 'id' | 'name' | keyof Sender>,
  between: Between | null,
): Reason {
  const { host, port } = addressOf(destination);
  const values = { name: destination.name || destination.id, host, port };
  const { reasons } = transportOf(destination);
  if (!between || !mayBeBetween(why)) return because(reasons[why] ?? REASONS[why], tech, values);
  const code = reasons[between.what as PortFinding['what']] ?? BETWEEN_REASONS[between.what];
  return because(code, `${tech}; ${between.tech}`, values);
}
