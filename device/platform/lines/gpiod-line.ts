/**
 * Pins of the header through the kernel's character device, by the programs of Debian's gpiod 2: for kernels without
 * `/sys/class/gpio`. Pull-ups stay as the firmware has set them (`image/README.md`, "Wiring"), as with sysfs.
 */
import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment, GpiodProgram } from './gpiod-program.ts';
import { HEADER } from './header.ts';
import type { ButtonLine, LampLine } from './line.ts';

const run = promisify(execFile);
const ASK_MS = 5_000;
/** What came while nobody listened is read in this time after somebody does. */
const DRAIN_MS = 100;
/** Failed starts in a row, 7 s in all, before the button counts as lost. */
const LOST_AFTER = 4;
const CONSUMER = ['--consumer', 'pupitre'];

/** The programs are not there, or are those of gpiod 1, which cannot keep a lamp. */
export class GpiodMissing extends Error {}

/** As `gpiodetect` tells it. */
export interface HeaderChip {
  name: string;
  lineCount: number;
}

/** Null where this machine has no header. @throws `GpiodMissing` on a Raspberry Pi without the programs. */
export async function findHeaderChip(root = '/'): Promise<HeaderChip | null> {
  const devices = await readdir(join(root, 'dev')).catch(() => []);
  if (!devices.some((name) => /^gpiochip\d+$/.test(name))) return null;
  try {
    const { stdout } = await run('gpiodetect', { timeout: ASK_MS, env: environment() });
    const chip = headerIn(stdout);
    if (chip) await requireSecondVersion();
    return chip;
  } catch (error) {
    // A laptop has chips too, and no button on them.
    if (!(await isRaspberryPi(root))) return null;
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') throw new GpiodMissing('gpiodetect is not installed');
    throw error;
  }
}

/** Among lines such as `gpiochip0 [pinctrl-bcm2711] (58 lines)`. */
export function headerIn(detected: string): HeaderChip | null {
  const chips = [...detected.matchAll(/^(gpiochip\d+) \[(.*)\] \((\d+) lines\)$/gm)];
  for (const label of HEADER) {
    const [, name, , lines] = chips.find(([, , own]) => own !== undefined && label.test(own)) ?? [];
    if (name !== undefined) return { name, lineCount: Number(lines) };
  }
  return null;
}

async function requireSecondVersion(): Promise<void> {
  const { stdout } = await run('gpiodetect', ['--version'], { timeout: ASK_MS, env: environment() });
  const [, major] = /v(\d+)\./.exec(stdout) ?? [];
  if (Number(major) < 2) throw new GpiodMissing(stdout.split('\n', 1)[0] ?? '');
}

async function isRaspberryPi(root: string): Promise<boolean> {
  const model = await readFile(join(root, 'proc/device-tree/model'), 'utf8').catch(() => '');
  return model.startsWith('Raspberry Pi');
}

/** A button to ground. @throws when the kernel or another program holds the line, with what it is called. */
export async function openGpiodButton(chip: HeaderChip, pin: number): Promise<ButtonLine> {
  const button = new GpiodButton(chip.name, pin);
  await button.open();
  return button;
}

/** A lamp from the pin to ground, off at first. @throws as above. */
export async function openGpiodLamp(chip: HeaderChip, pin: number): Promise<LampLine> {
  const lamp = new GpiodLamp(chip.name, pin);
  await lamp.open();
  return lamp;
}

class GpiodButton implements ButtonLine {
  readonly #chip: string;
  readonly #pin: string;
  readonly #monitor: GpiodProgram;
  #isDown = false;
  #tell: ((isDown: boolean) => void) | null = null;
  #tellLost: (error: Error) => void = () => {};
  #drain: NodeJS.Timeout | null = null;

  constructor(chip: string, pin: number) {
    this.#chip = chip;
    this.#pin = String(pin);
    this.#monitor = new GpiodProgram({
      command: async () => {
        this.#set(await this.#level());
        const what = ['--chip', chip, '--active-low', '--edges', 'both', '--format', '%e', '--banner', this.#pin];
        // It hears nothing of the end of this process until the next edge, and would keep the line until then.
        return ['setpriv', '--pdeathsig', 'KILL', 'gpiomon', ...CONSUMER, ...what];
      },
      // 1 is a rising edge, of a contact that is closed.
      onLine: (line) => this.#edge(line === '1'),
      onAgain: () => this.#monitor.setHeard(this.#tell !== null),
      onFault: (failures, error) => {
        if (failures >= LOST_AFTER) this.#tellLost(error);
      },
    });
  }

  open = () => this.#monitor.start();
  isDown = () => this.#isDown;

  watch(onEdge: (isDown: boolean) => void, onLost: (error: Error) => void): () => void {
    this.#tellLost = onLost;
    this.#monitor.setHeard(true);
    this.#drain = setTimeout(() => {
      this.#drain = null;
    }, DRAIN_MS);
    this.#tell = onEdge;
    return () => {
      if (this.#drain) clearTimeout(this.#drain);
      this.#drain = null;
      this.#tell = null;
      // A wire that picks up noise costs this process nothing while it is left alone.
      this.#monitor.setHeard(false);
    };
  }

  close(): void {
    this.#tell = null;
    this.#monitor.close({ kill: true });
  }

  #edge(isDown: boolean): void {
    this.#isDown = isDown;
    if (!this.#drain) this.#tell?.(isDown);
  }

  /** The level after a time in which nobody had the line. */
  #set(isDown: boolean): void {
    if (isDown !== this.#isDown) this.#edge(isDown);
  }

  async #level(): Promise<boolean> {
    const what = ['--chip', this.#chip, '--active-low', '--numeric', this.#pin];
    const { stdout } = await run('gpioget', [...CONSUMER, ...what], { timeout: ASK_MS, env: environment() });
    return stdout.trim() === '1';
  }
}

class GpiodLamp implements LampLine {
  readonly #pin: number;
  readonly #setter: GpiodProgram;
  #isOn = false;
  #fault: Error | null = null;

  constructor(chip: string, pin: number) {
    this.#pin = pin;
    this.#setter = new GpiodProgram({
      // Ended unasked, it comes back with what the lamp is to show by then. It does not outlive this process, who reads its output.
      command: async () => ['gpioset', ...CONSUMER, '--interactive', '--banner', '--chip', chip, this.#value()],
      onLine() {},
      onAgain: () => {
        this.#fault = null;
        this.#write();
      },
      onFault: (_, error) => {
        this.#fault = error;
      },
    });
  }

  open = () => this.#setter.start();

  set(isOn: boolean): void {
    this.#isOn = isOn;
    if (this.#fault) throw this.#fault;
    this.#write();
  }

  close(): void {
    this.#isOn = false;
    this.#write();
    // Without that word it would ask for ever: it does not take the end of its input for an end.
    this.#setter.write('exit\n');
    this.#setter.close({ kill: false });
  }

  #write(): void {
    this.#setter.write(`set ${this.#value()}\n`);
  }

  #value(): string {
    return `${this.#pin}=${this.#isOn ? 1 : 0}`;
  }
}
