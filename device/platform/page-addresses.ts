/** Addresses at which other machines may find the page. */
import { hostname, type NetworkInterfaceInfo, networkInterfaces } from 'node:os';

export interface Machine {
  interfaces: NodeJS.Dict<NetworkInterfaceInfo[]>;
  hostname: string;
}

export const thisMachine = (): Machine => ({ interfaces: networkInterfaces(), hostname: hostname() });

/** Networks of containers and virtual machines, which end inside this machine. */
const INSIDE = /^(docker|br-|veth|virbr|vnet|vmnet|vboxnet|lxc|lxd|cni|flannel|podman|nerdctl)/;
/** Tunnels: those at their other end get through, a phone in the room does not. */
const TUNNEL = /^(tun|tap|wg|tailscale|zt|ppp)/;
const LINK_LOCAL_V4 = /^169\.254\./;
const LINK_LOCAL_V6 = /^fe[89ab]/i;

/**
 * `http://` addresses, the most reachable for a phone in the room first: IPv4 of cable and Wi-Fi, the name that mDNS
 * gives, IPv6, tunnels, addresses that the machine gave itself. Loopback only where there is nothing else.
 * @param bound where the server listens: an address, or `0.0.0.0` and `::` for all
 */
export function pageAddresses(bound: { host: string; port: number }, machine: Machine): string[] {
  const { host, port } = bound;
  const written = (name: string) => `http://${name}${port === 80 ? '' : `:${port}`}`;
  if (host !== '0.0.0.0' && host !== '::') return [written(host.includes(':') ? `[${host}]` : host)];

  const found = Object.entries(machine.interfaces)
    .filter(([name]) => !INSIDE.test(name))
    .flatMap(([name, list]) => (list ?? []).map((one) => ({ ...one, isTunnel: TUNNEL.test(name) })))
    .filter(({ internal, address }) => !internal && !LINK_LOCAL_V6.test(address));
  const v4 = found.filter(({ family }) => family === 'IPv4');
  const v6 = host === '::' ? found.filter(({ family }) => family === 'IPv6') : [];
  const name = machine.hostname.split('.')[0] ?? '';
  const own = v4.filter(({ address }) => LINK_LOCAL_V4.test(address)).map(({ address }) => address);
  const tunnels = [...v4, ...v6].filter(({ isTunnel }) => isTunnel).map(hostOf);
  const inOrder = [
    ...v4.filter(({ isTunnel, address }) => !isTunnel && !LINK_LOCAL_V4.test(address)).map(hostOf),
    ...(found.length > 0 && name !== '' && name !== 'localhost' ? [`${name.toLowerCase()}.local`] : []),
    ...v6.filter(({ isTunnel }) => !isTunnel).map(hostOf),
    ...tunnels,
    ...own,
  ];
  return (inOrder.length > 0 ? [...new Set(inOrder)] : ['127.0.0.1']).map(written);
}

const hostOf = ({ address, family }: NetworkInterfaceInfo) => (family === 'IPv6' ? `[${address}]` : address);
