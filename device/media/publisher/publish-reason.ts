/** Why a publication failed, in words. Pure. */
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import type { NetworkFault } from './network-fault.ts';
import { publishAddress } from './publish-address.ts';
import type { PublishFailure } from './publish-failure.ts';

const REASONS = {
  refused: 'destinationRefused',
  stillHeld: 'destinationStillHeld',
  unresolvable: 'destinationUnresolvable',
  unreachable: 'destinationUnreachable',
  noAnswer: 'destinationNoAnswer',
  tls: 'destinationTls',
  closed: 'destinationClosed',
  stalled: 'destinationStalled',
} as const satisfies Record<PublishFailure, string>;

const NETWORK_REASONS = {
  noLink: 'destinationNoLink',
  portal: 'destinationPortal',
} as const satisfies Record<NetworkFault, string>;

/** A failure that may be the work of what lies between. */
export function mayBeBetween(why: PublishFailure): boolean {
  return why === 'unresolvable' || why === 'unreachable' || why === 'noAnswer' || why === 'tls';
}

/** @param between what is known to lie in the way */
export function publishReason(
  { why, tech }: { why: PublishFailure; tech: string },
  destination: Pick<Destination, 'id' | 'name' | 'url' | 'streamKey'>,
  between: NetworkFault | null,
): Reason {
  const values = { name: destination.name || destination.id, host: publishAddress(destination).host };
  return because(between && mayBeBetween(why) ? NETWORK_REASONS[between] : REASONS[why], tech, values);
}
