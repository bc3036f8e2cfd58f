/** Why a publication failed, in words. */

import { type NetworkFault, networkFault } from '../../net/network-fault.ts';
import { because, type Reason } from '../../reason.ts';
import type { Destination } from '../../settings/settings-schema.ts';
import { type PublishAddress, publishAddress } from './publish-address.ts';
import type { PublishFailure } from './publish-failure.ts';
import { foreignGreeting } from './rtmp-greeting.ts';

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
} as const satisfies Record<PublishFailure, string>;

const BETWEEN_REASONS = {
  noLink: 'destinationNoLink',
  portal: 'destinationPortal',
  notRtmp: 'destinationNotRtmp',
} as const satisfies Record<Between['what'], string>;

/** What is known of the way to a server, or of what listens there. */
export interface Between {
  what: NetworkFault | 'notRtmp';
  tech: string;
}

/** Asks for it after a failure. Null: nothing is known. Never rejects; takes 6 s at most. */
export async function lookBetween(why: PublishFailure, { host, port }: PublishAddress): Promise<Between | null> {
  const fault = await networkFault(host);
  if (fault) return { what: fault, tech: fault };
  const greeting = why === 'noAnswer' ? await foreignGreeting(host, port) : null;
  return greeting === null ? null : { what: 'notRtmp', tech: `it says: ${greeting}` };
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
  const values = { name: destination.name || destination.id, host: publishAddress(destination).host };
  if (!between || !mayBeBetween(why)) return because(REASONS[why], tech, values);
  return because(BETWEEN_REASONS[between.what], `${tech}; ${between.tech}`, values);
}
