/** Addresses of reverse proxies in the settings. Only their `X-Forwarded-For` is believed. */
import { BlockList, isIP } from 'node:net';

export function isProxy(address: string, proxies: readonly string[]): boolean {
  const asked = plain(address);
  const family = isIP(asked) === 6 ? 'ipv6' : 'ipv4';
  if (isIP(asked) === 0) return false;
  return proxies.some((one) => {
    const range = rangeOf(one);
    if (range?.family !== family) return false;
    const list = new BlockList();
    list.addSubnet(range.network, range.bits, range.family);
    return list.check(asked, family);
  });
}

/** An IPv4 address without the prefix that a socket of both families adds. */
const plain = (address: string) => address.replace(/^::ffff:(?=\d+\.)/i, '');

function rangeOf(text: string): { network: string; bits: number; family: 'ipv4' | 'ipv6' } | null {
  const [, network = '', given] = /^([\da-f:.]+)(?:\/(\d{1,3}))?$/i.exec(text) ?? [];
  const version = isIP(network);
  if (version === 0) return null;
  const most = version === 4 ? 32 : 128;
  const bits = given === undefined ? most : Number(given);
  return bits > most ? null : { network, bits, family: version === 4 ? 'ipv4' : 'ipv6' };
}
