/**
 * The button and the lamps of this machine, by what is there: the kernel's own drivers for them (`gpio-key`, `gpio-led`)
 * or else pins in `/sys/class/gpio`, which newer kernels announce to drop.
 */

import { findKeyDevice } from './evdev-device.ts';
import { openEvdevButton } from './evdev-line.ts';
import { findGpioChip, lineNumber } from './gpio-chip.ts';
import { openGpioButton, openGpioLamp } from './gpio-line.ts';
import { openLed } from './led-line.ts';
import type { ButtonLine, LampLine } from './panel-lines.ts';

export interface ButtonPlace {
  /** BCM number, used where no input device has the key. */
  pin: number;
  /** linux/input-event-codes.h */
  keyCode: number;
}

export interface LampPlace {
  /** BCM number, used where there is no such LED. */
  pin: number;
  /** In `/sys/class/leds`. */
  led: string;
}

/** Null where this machine has none. @throws when it is there and cannot be used. */
export async function openButton({ pin, keyCode }: ButtonPlace): Promise<ButtonLine | null> {
  const node = await findKeyDevice(keyCode);
  if (node !== null) return openEvdevButton(node, keyCode);
  const line = await sysfsLine(pin);
  return line === null ? null : openGpioButton(line);
}

/** As `openButton`; the lamp is off at first. */
export async function openLamp({ pin, led }: LampPlace): Promise<LampLine | null> {
  const kernels = await openLed(led);
  if (kernels) return kernels;
  const line = await sysfsLine(pin);
  return line === null ? null : openGpioLamp(line);
}

async function sysfsLine(pin: number): Promise<number | null> {
  const chip = await findGpioChip();
  return chip && lineNumber(chip, pin);
}
