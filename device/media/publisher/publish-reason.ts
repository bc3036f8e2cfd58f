/** Why a publication failed, in words. */

import { type NetworkFault, networkFault } from '../../net/network-fault.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import type { PublishFailure, Sender } from '../../transport/transport.ts';
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
  notInstalled: 'destinationNotInstalled',
} as const satisfies Record<PublishFailure, string>;

const BETWEEN_REASONS = {
  noLink: 'destinationNoLink',
  portal: 'destinationPortal',
} as const satisfies Record<NetworkFault, string>;

/** What is known of the way to a server, or of what listens there. */
export interface Between {
  what: NetworkFault | 'otherProtocol';
  tech: string;
}

/** Asks for it after a failure. Null: nothing is known. Never rejects; takes 6 s at most. */
export async function lookBetween(why: PublishFailure, sender: Sender): Promise<Between | null> {
  const { host, port } = addressOf(sender);
  const fault = await networkFault(host);
  if (fault) return { what: fault, tech: fault };
  const greeting = why === 'noAnswer' ? await transportOf(sender).otherProtocol(host, port) : null;
  return greeting === null ? null : { what: 'otherProtocol', tech: `it says: ${greeting}` };
}

/** A failure that may be the work of what lies between. */
export function mayBeBetween(why: PublishFailure): boolean {
  return why === 'unresolvable' || why === 'unreachable' || why === 'noAnswer' || why === 'tls';
}

/** @param between what is known of the way */
export function publishReason(
  { why, tech }: { why: PublishFailure; tech: string },
  destination: Pick<Destination, 'id' | 'name' | 'url' | 'streamKey'>,
  between: Between | null,
): Reason {
  const values = { name: destination.name || destination.id, host: addressOf(destination).host };
  const { reasons } = transportOf(destination);
  if (!between || !mayBeBetween(why)) return because(reasons[why] ?? REASONS[why], tech, values);
  const code = between.what === 'otherProtocol' ? reasons.otherProtocol : BETWEEN_REASONS[between.what];
  return because(code ?? REASONS[why], `${tech}; ${between.tech}`, values);
}
