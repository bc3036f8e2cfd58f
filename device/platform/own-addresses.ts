import { networkInterfaces } from 'node:os';

/** Addresses of this machine: a new one is the first sign of a link that came back. */
export function ownAddresses(): string {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address)
    .sort()
    .join();
}
