/** Lamps that the kernel drives (`dtoverlay=gpio-led`), in `/sys/class/leds`. */
import { readFileSync, writeFileSync } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import type { LampLine } from './line.ts';

/** The kernel makes the files of the timer when it is chosen; udev gives them to the service's group some ms later. */
const RIGHTS_MS = 10;
/** A busy board takes half a second for it. After that the lamp blinks at the kernel's own rate, twice a second. */
const RIGHTS_TRIES = 200;

/** Opens the lamp of this name, off at first; null where there is none. @throws when it cannot be written. */
export async function openLed(name: string, root = '/'): Promise<LampLine | null> {
  const folder = join(root, 'sys/class/leds', name);
  const isThere = await access(join(folder, 'brightness')).then(
    () => true,
    () => false,
  );
  return isThere ? new Led(folder) : null;
}

class Led implements LampLine {
  readonly #folder: string;
  readonly #maximum: string;
  readonly blink?: (onMs: number, offMs: number) => void;
  #cancel = () => {};

  constructor(folder: string) {
    this.#folder = folder;
    this.#maximum = this.#read('max_brightness') || '1';
    // The active one is in brackets.
    if (/\btimer\b/.test(this.#read('trigger'))) this.blink = (onMs, offMs) => this.#blink(onMs, offMs);
    this.set(false);
  }

  set(isOn: boolean): void {
    this.#cancel();
    this.#write('trigger', 'none');
    this.#write('brightness', isOn ? this.#maximum : '0');
  }

  close(): void {
    this.set(false);
  }

  #blink(onMs: number, offMs: number): void {
    // The trigger begins by turning the lamp over, so it begins from dark.
    this.set(false);
    this.#write('trigger', 'timer');
    this.#setDelays(onMs, offMs, RIGHTS_TRIES);
  }

  #setDelays(onMs: number, offMs: number, triesLeft: number): void {
    try {
      this.#write('delay_on', String(onMs));
      this.#write('delay_off', String(offMs));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EACCES') throw error;
      if (triesLeft === 0) return;
      const again = setTimeout(() => this.#setDelays(onMs, offMs, triesLeft - 1), RIGHTS_MS);
      this.#cancel = () => clearTimeout(again);
    }
  }

  #read(file: string): string {
    try {
      return readFileSync(join(this.#folder, file), 'utf8').trim();
    } catch {
      return '';
    }
  }

  #write(file: string, text: string): void {
    writeFileSync(join(this.#folder, file), text);
  }
}
