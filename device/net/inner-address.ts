/** Inner addresses of a network. A server out in the world has no business to send the box to one. */
import { type LookupAddress, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';
import { INNER_CODE } from './connection-fault.ts';

const inner = new BlockList();
/** This host, private use, shared by carriers, loopback, link-local, multicast and reserved (RFC 6890). */
for (const [network, bits] of [
  ['0.0.0.0', 8],
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['169.254.0.0', 16],
  ['172.16.0.0', 12],
  ['192.0.0.0', 24],
  ['192.168.0.0', 16],
  ['198.18.0.0', 15],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
] as const)
  inner.addSubnet(network, bits, 'ipv4');
for (const [network, bits] of [
  ['::', 127],
  ['fc00::', 7],
  ['fe80::', 10],
  ['fec0::', 10],
  ['ff00::', 8],
] as const)
  inner.addSubnet(network, bits, 'ipv6');
/** Prefixes of IPv6 addresses that hold an IPv4 address: mapped, NAT64, 6to4. */
const CARRIERS = [[0, 0, 0, 0, 0, 0xffff], [0x64, 0xff9b, 0, 0, 0, 0], [0x2002]];

/** @param address an IP address, in brackets or not */
export function isInnerAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(plain);
  if (family !== 6) return family === 4 && inner.check(plain, 'ipv4');
  if (inner.check(plain, 'ipv6')) return true;
  const words = wordsOf(plain);
  const carrier = CARRIERS.find((head) => head.every((word, at) => words[at] === word));
  if (!carrier) return false;
  const bytes = words.slice(carrier.length, carrier.length + 2).flatMap((word) => [word >> 8, word & 0xff]);
  return inner.check(bytes.join('.'), 'ipv4');
}

/** Eight numbers of 16 bits. */
function wordsOf(address: string): number[] {
  // The parser of addresses writes IPv4 at the end as two words more.
  const [head = '', tail] = new URL(`http://[${address}]`).hostname.slice(1, -1).split('::');
  const words = (text = '') => (text === '' ? [] : text.split(':').map((word) => Number.parseInt(word, 16)));
  const [before, after] = [words(head), words(tail)];
  return [...before, ...new Array(8 - before.length - after.length).fill(0), ...after];
}

/** Looks up a name's addresses without inner ones; a name with only such is not resolved. */
export const outerLookup: LookupFunction = (hostname, options, done) => {
  lookup(hostname, { ...options, all: true }, (error, addresses: LookupAddress[]) => {
    const outer = error ? [] : addresses.filter(({ address }) => !isInnerAddress(address));
    const [first] = outer;
    if (!first) done(error ?? innerError(hostname), '', 0);
    else if (options.all) done(null, outer);
    else done(null, first.address, first.family);
  });
};

function innerError(hostname: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`${hostname} is an address of the inside`), { code: INNER_CODE });
}
