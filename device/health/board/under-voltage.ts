/** Whether the power supply is too weak at this moment: below 4.63 V at the board. */
import { kernelNames, kernelNumber, kernelText } from './kernel-file.ts';

const SENSORS = 'sys/class/hwmon';
/** These boards measure no voltage: their sensor says "no alarm" for ever. */
const WITHOUT = /Raspberry Pi Zero/;

/** Null where the board does not measure it. The kernel looks each 2 s and tells what was since its look before. */
export async function readUnderVoltage(root: string): Promise<boolean | null> {
  if (WITHOUT.test((await kernelText(root, 'proc/device-tree/model')) ?? '')) return null;
  // Their numbers change from boot to boot.
  for (const sensor of await kernelNames(root, SENSORS)) {
    if ((await kernelText(root, `${SENSORS}/${sensor}/name`)) !== 'rpi_volt') continue;
    const alarm = await kernelNumber(root, `${SENSORS}/${sensor}/in0_lcrit_alarm`);
    if (alarm !== null) return alarm !== 0;
  }
  return null;
}
