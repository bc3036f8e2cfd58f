/** The most memory that a process took, looked at often. */
import { readFileSync } from 'node:fs';

const LOOK_MS = 50;

export class PeakMemory {
  readonly #pid: number;
  readonly #look: ReturnType<typeof setInterval>;
  #rssKilobytes = 0;
  #pssKilobytes = 0;

  constructor(pid: number) {
    this.#pid = pid;
    this.#look = setInterval(() => this.#read(), LOOK_MS);
  }

  /** Resident, as the kernel keeps the peak itself; and with what is shared divided among those that share it. */
  stop(): { rssMegabytes: number; pssMegabytes: number } {
    clearInterval(this.#look);
    return { rssMegabytes: this.#rssKilobytes / 1024, pssMegabytes: this.#pssKilobytes / 1024 };
  }

  #read(): void {
    const kilobytes = (file: string, name: string) =>
      Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(readFileSync(`/proc/${this.#pid}/${file}`, 'utf8'))?.[1] ?? 0);
    try {
      this.#rssKilobytes = Math.max(this.#rssKilobytes, kilobytes('status', 'VmHWM'));
      this.#pssKilobytes = Math.max(this.#pssKilobytes, kilobytes('smaps_rollup', 'Pss'));
    } catch {
      // It is gone.
    }
  }
}
