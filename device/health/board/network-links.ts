/** The network interfaces that lead out of the box: cable and Wi-Fi. */
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { kernelNames, kernelNumber, kernelText } from './kernel-file.ts';
import { readWifiSignals } from './wifi-signals.ts';

export interface NetworkLink {
  name: string;
  kind: 'cable' | 'wifi';
  isUp: boolean;
  /** As negotiated on a cable; null where it is not known. */
  megabitsPerSecond: number | null;
  /** Times that the link came or went since the boot. */
  changes: number | null;
  /** Wi-Fi only, about -50 (near) to -85 (hardly any). */
  signalDbm: number | null;
}

const INTERFACES = 'sys/class/net';
/** More than a box has. A page and a metric for each need a limit. */
const MOST = 8;

/** Links with a device behind them: no loopback, no bridge, no tunnel. */
export async function readNetworkLinks(root: string): Promise<NetworkLink[]> {
  const [names, signals] = await Promise.all([kernelNames(root, INTERFACES), readWifiSignals(root)]);
  const there = (path: string) =>
    access(join(root, INTERFACES, path)).then(
      () => true,
      () => false,
    );
  const links: NetworkLink[] = [];
  for (const name of names) {
    if (links.length === MOST || !(await there(`${name}/device`))) continue;
    const [state, speed, changes, isWifi] = await Promise.all([
      kernelText(root, `${INTERFACES}/${name}/operstate`),
      kernelNumber(root, `${INTERFACES}/${name}/speed`),
      kernelNumber(root, `${INTERFACES}/${name}/carrier_changes`),
      there(`${name}/phy80211`),
    ]);
    links.push({
      name,
      kind: isWifi ? 'wifi' : 'cable',
      // A driver that does not report its state says "unknown", and works.
      isUp: state === 'up' || state === 'unknown',
      megabitsPerSecond: speed !== null && speed > 0 ? speed : null,
      changes,
      signalDbm: signals.get(name) ?? null,
    });
  }
  return links;
}
