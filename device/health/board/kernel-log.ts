/**
 * Troubles that the kernel reports only in its log. Each look goes on where the last one ended, from the boot on.
 * Nothing is forked.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { RecentCount } from './recent-count.ts';

export type KernelTrouble = 'underVoltage' | 'usb' | 'disk';

/** No record is larger; the kernel refuses a smaller buffer. */
const RECORD_BYTES = 8192;
/** The whole ring of a Raspberry Pi holds about 2000. It is read in a few looks, beside the work of a start. */
const MOST_RECORDS = 1000;

/**
 * A camera or microphone that is pulled out logs `disconnect`, which is no trouble. -71 and -110 are EPROTO and
 * ETIMEDOUT: a bad cable, a bad hub, too little power.
 */
const USB =
  /^usb .*(error -\d+|reset (low|full|high|super)\S*-speed|over-current|not accepting address|unable to enumerate)|^uvcvideo .*status \(-\d+\)|^xhci\S* .*(HC died|not responding)|^cannot submit urb/i;

export class KernelLog {
  readonly #path: string;
  #file: FileHandle | null = null;
  #rest = '';
  readonly #counts: Record<KernelTrouble, RecentCount> = {
    underVoltage: new RecentCount(),
    usb: new RecentCount(),
    disk: new RecentCount(),
  };
  #isOpen = false;
  #isLost = false;
  readonly #disk: RegExp | null;

  /** @param disk name of the whole disk with the recordings, such as `mmcblk0`; errors of other disks do not count */
  constructor(root: string, disk: string | null) {
    this.#path = join(root, 'dev/kmsg');
    const name = disk?.replace(/[^\w-]/g, '') ?? '';
    const card = /^mmcblk(\d+)$/.exec(name)?.[1];
    this.#disk =
      name === ''
        ? null
        : new RegExp(
            `I/O error,? .*\\b${name}|EXT4-fs error \\(device ${name}|\\b${name}(p?\\d+)?: error${card ? `|^mmc${card}: .*(error|timeout|timed out)` : ''}`,
            'i',
          );
  }

  /** Reads the records since the last look. False where the log may not be read. */
  async look(nowMs: number): Promise<boolean> {
    if (this.#isLost) return false;
    try {
      // Non-blocking: at its end the log would keep a thread until the kernel logs something.
      this.#file ??= await open(this.#path, constants.O_RDONLY | constants.O_NONBLOCK);
      this.#isOpen = true;
      await this.#readOn(this.#file, nowMs);
    } catch {
      // Never opened again: the log would be read from the boot on, and everything counted twice.
      this.#isOpen = false;
      this.#isLost = true;
      await this.close();
    }
    return this.#isOpen;
  }

  /** Null where the log may not be read, or where the trouble cannot be told from troubles of other devices. */
  count(trouble: KernelTrouble): RecentCount | null {
    return this.#isOpen && (trouble !== 'disk' || this.#disk) ? this.#counts[trouble] : null;
  }

  async close(): Promise<void> {
    await this.#file?.close().catch(() => {});
    this.#file = null;
  }

  async #readOn(file: FileHandle, nowMs: number): Promise<void> {
    const buffer = Buffer.alloc(RECORD_BYTES);
    for (let records = 0; records < MOST_RECORDS; records++) {
      try {
        const { bytesRead } = await file.read(buffer, 0, RECORD_BYTES, null);
        if (bytesRead === 0) return;
        this.#take(buffer.toString('latin1', 0, bytesRead), nowMs);
      } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EAGAIN') return;
        // The ring has overwritten records that were not read yet. Reading goes on with the oldest that is left.
        if (code !== 'EPIPE') throw error;
      }
    }
  }

  /**
   * Records are `priority,number,microseconds,flags;text`, followed by lines that begin with a space and give details.
   */
  #take(text: string, nowMs: number): void {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, microseconds, words = ''] = /^\d+,\d+,(\d+),[^;]*;(.*)$/.exec(line) ?? [];
      const trouble = microseconds === undefined ? null : this.#troubleIn(words);
      if (trouble) this.#counts[trouble].add(1, Math.min(nowMs, Number(microseconds) / 1000));
    }
  }

  #troubleIn(words: string): KernelTrouble | null {
    if (/\bunder-?voltage detected!/i.test(words)) return 'underVoltage';
    if (USB.test(words)) return 'usb';
    return this.#disk?.test(words) ? 'disk' : null;
  }
}
