import { kernelText } from './kernel-file.ts';

export interface Memory {
  totalBytes: number;
  /** Memory for a new program without swapping, as the kernel estimates it. */
  availableBytes: number;
  /** Programs that the kernel killed for want of memory since the boot; null where it does not count them. */
  kills: number | null;
}

/** Null where the kernel does not report it. */
export async function readMemory(root: string): Promise<Memory | null> {
  const text = (await kernelText(root, 'proc/meminfo')) ?? '';
  const bytes = (name: string) => {
    const kilobytes = new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(text)?.[1];
    return kilobytes === undefined ? null : Number(kilobytes) * 1024;
  };
  const [totalBytes, availableBytes] = [bytes('MemTotal'), bytes('MemAvailable')];
  if (totalBytes === null || availableBytes === null) return null;
  const kills = /^oom_kill (\d+)$/m.exec((await kernelText(root, 'proc/vmstat')) ?? '')?.[1];
  return { totalBytes, availableBytes, kills: kills === undefined ? null : Number(kills) };
}
