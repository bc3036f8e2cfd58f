import { kernelText } from './kernel-file.ts';

/** Signal in dBm by the interface's name. Empty where there is no Wi-Fi, or a kernel without this file. */
export async function readWifiSignals(root: string): Promise<ReadonlyMap<string, number>> {
  const signals = new Map<string, number>();
  // Two lines of headings, then `wlan0: 0000   54.  -56.  -256  …`: status, quality, level, noise.
  for (const line of ((await kernelText(root, 'proc/net/wireless')) ?? '').split('\n').slice(2)) {
    const [, name, level] = /^\s*([^:\s]+):\s+\S+\s+\S+\s+(-?\d+)/.exec(line) ?? [];
    // Drivers that do not know the level give 0 or a share of 100.
    if (name !== undefined && Number(level) < 0) signals.set(name, Number(level));
  }
  return signals;
}
