/** The protocols that talks can be published by: one line each. */
import { rtmp } from './rtmp/rtmp.ts';
import { srt } from './srt/srt.ts';
import { PASSPHRASE_BYTES } from './srt/srt-address.ts';
import type { AddressFault, Sender, Transport, TransportAddress } from './transport.ts';

const TRANSPORTS: readonly Transport[] = [rtmp, srt];

/** Regular expression of an address that can be published to. */
export const ADDRESS_FORM = `^(?:${TRANSPORTS.map(({ form }) => form).join('|')})$`;

/** One example of each. */
export const ADDRESS_EXAMPLES = TRANSPORTS.map(({ example }) => example);

/** Example for places where any address will do. */
export const EXAMPLE_ADDRESS = rtmp.example;

/** Usual ports of all transports, such as `{ rtmp: 1935 }`. */
export const USUAL_PORTS: Readonly<Record<string, number>> = Object.assign(
  {},
  ...TRANSPORTS.map(({ schemes }) => schemes),
);

/** @param url one that the settings have taken */
export function transportOf({ url }: Pick<Sender, 'url'>): Transport {
  const scheme = url.slice(0, url.indexOf(':'));
  const found = TRANSPORTS.find(({ schemes }) => Object.hasOwn(schemes, scheme));
  if (!found) throw new Error(`no transport for ${scheme}:`);
  return found;
}

/** @throws where there is none of this name */
export function transportNamed(name: string): Transport {
  const found = TRANSPORTS.find((one) => one.name === name);
  if (!found) throw new Error(`no transport ${name}`);
  return found;
}

/** Faults of a destination's address; an address of no transport is the schema's to report. */
export function addressFaults(sender: Sender): AddressFault[] {
  return TRANSPORTS.find(({ form }) => new RegExp(`^(?:${form})$`).test(sender.url))?.faults(sender) ?? [];
}

/** Limits in bytes. */
export const PASSPHRASE_LENGTH = PASSPHRASE_BYTES;

/** Takes the passphrase out of an address, since it is never shown. Null: there is none in it. */
export function withoutPassphrase(url: string): { url: string; passphrase: string } | null {
  return TRANSPORTS.map((one) => one.withoutPassphrase(url)).find((found) => found !== null) ?? null;
}

export const addressOf = (sender: Sender): TransportAddress => transportOf(sender).address(sender);
