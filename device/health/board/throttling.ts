/** Throttling of the processor by the firmware of a Raspberry Pi. */
import { kernelNames, kernelText } from './kernel-file.ts';

/** In the order of the firmware's bits. Bit 0 is under-voltage, which has a sensor (`under-voltage.ts`). */
export const THROTTLINGS = ['frequencyCapped', 'throttled', 'softLimit'] as const;
export type Throttling = (typeof THROTTLINGS)[number];

export interface ThrottlingFlags {
  now: Throttling[];
  /** Flags since a moment that differs between kernels: the boot, or the last poll of the voltage sensor. */
  before: Throttling[];
}

const PLATFORM = 'sys/devices/platform';

/**
 * The bits of `vcgencmd get_throttled`, without a process for it. Newer kernels call the file deprecated, once a boot
 * in their log, and offer no other. @returns null where there is no such firmware
 */
export async function readThrottling(root: string): Promise<ThrottlingFlags | null> {
  for (const bus of (await kernelNames(root, PLATFORM)).filter((name) => name.startsWith('soc'))) {
    for (const device of (await kernelNames(root, `${PLATFORM}/${bus}`)).filter((name) => name.endsWith('firmware'))) {
      const text = await kernelText(root, `${PLATFORM}/${bus}/${device}/get_throttled`);
      if (text === null || !/^(0x)?[\da-f]+$/i.test(text)) continue;
      const bits = Number.parseInt(text.replace(/^0x/i, ''), 16);
      return { now: flagsOf(bits), before: flagsOf(bits >>> 16) };
    }
  }
  return null;
}

const flagsOf = (bits: number) => THROTTLINGS.filter((_, at) => (bits & (2 << at)) !== 0);
