import { kernelNames, kernelNumber } from './kernel-file.ts';

const DEVICES = 'sys/bus/usb/devices';

/**
 * Times that a USB port was switched off since the boot because its devices drew too much; null where no port counts.
 */
export async function readOverCurrents(root: string): Promise<number | null> {
  // Ports are below the interface of their hub, such as `usb1/1-0:1.0/usb1-port2`.
  const hubs = (await kernelNames(root, DEVICES)).filter((name) => name.endsWith(':1.0'));
  const counts = await Promise.all(
    hubs.map(async (hub) => {
      const ports = (await kernelNames(root, `${DEVICES}/${hub}`)).filter((name) => /-port\d+$/.test(name));
      return Promise.all(ports.map((port) => kernelNumber(root, `${DEVICES}/${hub}/${port}/over_current_count`)));
    }),
  );
  const known = counts.flat().filter((count) => count !== null);
  return known.length === 0 ? null : known.reduce((sum, count) => sum + count, 0);
}
