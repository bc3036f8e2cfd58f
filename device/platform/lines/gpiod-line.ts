/**
 * Pins of the header through the kernel's character device, by the programs of Debian's gpiod 2: for kernels without
 * `/sys/class/gpio`. Pull-ups stay as the firmware has set them (`image/README.md`, "Wiring"), as with sysfs.
 */
import { execFile, execFileSync } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { environment, GpiodProgram } from './gpiod-program.ts';
import { HEADER } from './header.ts';
import { type ButtonLine, believableAge, type EdgeListener, type LampLine } from './line.ts';

const run = promisify(execFile);
const ASK_MS = 20_000;
/** Time for reading the edges that came while nobody listened. */
const DRAIN_MS = 100;
/** Failed starts in a row, 7 s in all, before the button counts as lost. */
const LOST_AFTER = 4;
const CONSUMER = ['--consumer', 'pupitre'];
/** The program that held the line has just been killed, and goes within some milliseconds. */
const DARK = `for _ in 1 2 3 4 5 6 7 8 9 10; do gpioset --chip "$1" --toggle 0 "$2=0" && exit; sleep 0.03; done`;

const monotonicMs = () => Number(process.hrtime.bigint()) / 1e6;

/** The programs are not there, or are those of gpiod 1, which know neither these options nor a lamp that blinks. */
export class GpiodMissing extends Error {}

/** The header's chip, as `gpiodetect` lists it. */
export interface HeaderChip {
  name: string;
  lineCount: number;
}

/**
 * Finds the header; null where this machine has none. @throws `GpiodMissing` on a Raspberry Pi without the programs.
 */
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

/** Finds the header among lines such as `gpiochip0 [pinctrl-bcm2711] (58 lines)`. */
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

/** Opens a button to ground. @throws when the kernel or another program holds the line, with its name */
export async function openGpiodButton(chip: HeaderChip, pin: number): Promise<ButtonLine> {
  const button = new GpiodButton(chip.name, pin);
  await button.open();
  return button;
}

/** Opens a lamp from the pin to ground, off at first. @throws as above */
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
  #onEdge: EdgeListener | null = null;
  #onLost: (error: Error) => void = () => {};
  #isHeard = true;
  #drain: NodeJS.Timeout | null = null;

  constructor(chip: string, pin: number) {
    this.#chip = chip;
    this.#pin = String(pin);
    this.#monitor = new GpiodProgram({
      command: async () => {
        this.#set(await this.#level());
        const what = ['--chip', chip, '--active-low', '--edges', 'both', '--format', '%e %S', '--banner', this.#pin];
        return ['gpiomon', ...CONSUMER, ...what];
      },
      // 1 is a rising edge, of a contact that is closed. Its time is in seconds of the monotonic clock.
      onLine: (line) => {
        const [edge, seconds] = line.split(' ');
        this.#edge(edge === '1', believableAge(monotonicMs() - Number(seconds) * 1000));
      },
      onHeld: () => this.#monitor.setHeard(this.#isHeard),
      onFault: (failures, error) => {
        if (failures >= LOST_AFTER) this.#onLost(error);
      },
    });
  }

  open = () => this.#monitor.start();
  isDown = () => this.#isDown;

  watch(onEdge: EdgeListener, onLost: (error: Error) => void): () => void {
    this.#onLost = onLost;
    this.#onEdge = onEdge;
    if (!this.#isHeard) this.#drainOutput();
    return () => {
      if (this.#drain) clearTimeout(this.#drain);
      this.#drain = null;
      this.#onEdge = null;
      // A wire that picks up noise costs this process nothing while it is left alone.
      this.#hear(false);
    };
  }

  #hear(isHeard: boolean): void {
    this.#isHeard = isHeard;
    this.#monitor.setHeard(isHeard);
  }

  /** Reports only the level after what came meanwhile, when it is another one. */
  #drainOutput(): void {
    const known = this.#isDown;
    this.#hear(true);
    this.#drain = setTimeout(() => {
      this.#drain = null;
      if (this.#isDown !== known) this.#onEdge?.(this.#isDown, 0);
    }, DRAIN_MS);
  }

  close(): void {
    this.#onEdge = null;
    this.#monitor.close();
  }

  #edge(isDown: boolean, ageMs: number): void {
    this.#isDown = isDown;
    if (!this.#drain) this.#onEdge?.(isDown, ageMs);
  }

  /** Sets the level after a time in which nobody had the line. */
  #set(isDown: boolean): void {
    if (isDown !== this.#isDown) this.#edge(isDown, 0);
  }

  async #level(): Promise<boolean> {
    const what = ['--chip', this.#chip, '--active-low', '--numeric', this.#pin];
    const { stdout } = await run('gpioget', [...CONSUMER, ...what], { timeout: ASK_MS, env: environment() });
    return stdout.trim() === '1';
  }
}

/**
 * Runs a program for each state of the lamp: Debian's gpioset takes no commands while it runs. A change takes 20 ms on
 * a slow board, and a blinking lamp wakes nobody.
 */
class GpiodLamp implements LampLine {
  readonly #chip: string;
  readonly #pin: number;
  readonly #setter: GpiodProgram;
  #wanted: string[];
  #held: string[] | null = null;
  #fault: Error | null = null;

  constructor(chip: string, pin: number) {
    this.#chip = chip;
    this.#pin = pin;
    this.#wanted = [`${pin}=0`];
    let started = this.#wanted;
    this.#setter = new GpiodProgram({
      command: async () => {
        started = this.#wanted;
        this.#held = null;
        return ['gpioset', ...CONSUMER, '--banner', '--chip', chip, ...started];
      },
      onLine() {},
      onHeld: () => {
        this.#fault = null;
        this.#held = started;
        this.#renew();
      },
      onFault: (_, error) => {
        this.#fault = error;
      },
    });
  }

  open = () => this.#setter.start();
  set = (isOn: boolean) => this.#show([`${this.#pin}=${isOn ? 1 : 0}`]);
  blink = (onMs: number, offMs: number) => this.#show(['--toggle', `${onMs}ms,${offMs}ms`, `${this.#pin}=1`]);

  close(): void {
    this.#setter.close();
    try {
      execFileSync('sh', ['-c', DARK, 'sh', this.#chip, String(this.#pin)], { timeout: ASK_MS, stdio: 'ignore' });
    } catch {
      // The line then belongs to nobody, which on most boards is dark too; the unit's `lamps-off` tries once more.
    }
  }

  #show(wanted: string[]): void {
    this.#wanted = wanted;
    if (this.#fault) throw this.#fault;
    this.#renew();
  }

  /** A program that is being started holds the state wanted before; `onHeld` checks again. */
  #renew(): void {
    if (this.#held === null || this.#held.join() === this.#wanted.join()) return;
    this.#held = null;
    this.#setter.renew();
  }
}
