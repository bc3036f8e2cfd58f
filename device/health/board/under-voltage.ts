/** Under-voltage at this moment: the power supply gives less than 4.63 V at the board. */
import { kernelNames, kernelNumber, kernelText } from './kernel-file.ts';

const SENSORS = 'sys/class/hwmon';
/** These boards measure no voltage: their sensor always says "no alarm". */
const WITHOUT = /Raspberry Pi Zero/;

/**
 * Null where the board does not measure it. The kernel polls every 2 s and reports what happened since its poll before.
 */
export async function readUnderVoltage(root: string): Promise<boolean | null> {
  if (WITHOUT.test((await kernelText(root, 'proc/device-tree/model')) ?? '')) return null;
  // The sensors' numbers change from boot to boot.
  for (const sensor of await kernelNames(root, SENSORS)) {
    if ((await kernelText(root, `${SENSORS}/${sensor}/name`)) !== 'rpi_volt') continue;
    const alarm = await kernelNumber(root, `${SENSORS}/${sensor}/in0_lcrit_alarm`);
    if (alarm !== null) return alarm !== 0;
  }
  return null;
}
