/**
 * Opens the button and the lamps by what is there: the kernel's own drivers (`gpio-key`, `gpio-led`), else pins in
 * `/sys/class/gpio`, else, on kernels without that folder, pins through the character device.
 */
import { findKeyDevice } from './evdev-device.ts';
import { openEvdevButton } from './evdev-line.ts';
import { findHeaderChip, type HeaderChip, openGpiodButton, openGpiodLamp } from './gpiod-line.ts';
import { openLed } from './led-line.ts';
import type { ButtonLine, LampLine } from './line.ts';
import { findGpioChip, lineNumber } from './sysfs-chip.ts';
import { openGpioButton, openGpioLamp } from './sysfs-line.ts';

export interface ButtonPlace {
  /** BCM number, used where no input device has the key. */
  pin: number;
  /** linux/input-event-codes.h */
  keyCode: number;
}

export interface LampPlace {
  /** BCM number, used where there is no such LED. */
  pin: number;
  /** Name in `/sys/class/leds`. */
  led: string;
}

/** Opens the button; null where this machine has none. @throws when it is there and cannot be used. */
export async function openButton({ pin, keyCode }: ButtonPlace): Promise<ButtonLine | null> {
  const node = await findKeyDevice(keyCode);
  if (node !== null) return openEvdevButton(node, keyCode);
  return openPin(pin, openGpioButton, openGpiodButton);
}

/** Opens the lamp like `openButton`; it is off at first. */
export async function openLamp({ pin, led }: LampPlace): Promise<LampLine | null> {
  const kernels = await openLed(led);
  if (kernels) return kernels;
  return openPin(pin, openGpioLamp, openGpiodLamp);
}

async function openPin<Line>(
  pin: number,
  bySysfs: (line: number) => Promise<Line>,
  byDevice: (chip: HeaderChip, pin: number) => Promise<Line>,
): Promise<Line | null> {
  const sysfs = await findGpioChip();
  if (sysfs) {
    const line = lineNumber(sysfs, pin);
    return line === null ? null : bySysfs(line);
  }
  const chip = await findHeaderChip();
  return chip && pin < chip.lineCount ? byDevice(chip, pin) : null;
}
