/** Temperature of the processor. */
import { kernelNames, kernelNumber, kernelText } from './kernel-file.ts';

const ZONES = 'sys/class/thermal';
/**
 * `cpu-thermal` on every Raspberry Pi, `x86_pkg_temp` on a computer. Other sensors belong to the Wi-Fi, the battery,
 * the case.
 */
const PROCESSOR = /^(cpu|soc|x86_pkg)[-_]/;

/** In degrees Celsius, or null where there is no sensor. */
export async function readTemperature(root: string): Promise<number | null> {
  for (const zone of await kernelNames(root, ZONES)) {
    if (!PROCESSOR.test((await kernelText(root, `${ZONES}/${zone}/type`)) ?? '')) continue;
    const milliCelsius = await kernelNumber(root, `${ZONES}/${zone}/temp`);
    if (milliCelsius !== null) return milliCelsius / 1000;
  }
  return null;
}
