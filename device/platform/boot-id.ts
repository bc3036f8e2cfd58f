import { readFileSync } from 'node:fs';

/** Names this start of the board: the kernel's boot id, without its dashes. */
export function bootId(): string {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim().replaceAll('-', '');
  } catch {
    return 'unknown';
  }
}
