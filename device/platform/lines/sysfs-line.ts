/**
 * Pins of the header through `/sys/class/gpio`. The numbers are those of `sysfs-chip.ts`; pull-ups are the firmware's
 * business (`image/README.md`, "Wiring"), sysfs has none. A line that a killed process has left exported is simply taken over.
 */
import type { Gpio } from 'onoff';
import type { ButtonLine, LampLine } from './line.ts';

/** A button to ground. @throws when the kernel or another program holds the line, or onoff is not compiled. */
export async function openGpioButton(line: number): Promise<ButtonLine> {
  const { Gpio } = await import('onoff');
  let onFault: (error: Error) => void = () => {};
  // onoff reads in a callback of its own, where an exception would end the service.
  class Contact extends Gpio {
    override readSync() {
      try {
        return super.readSync();
      } catch (error) {
        this.unwatchAll();
        onFault(error as Error);
        return Gpio.LOW;
      }
    }
  }
  const gpio = new Contact(line, 'in', 'both', { activeLow: true });
  return {
    isDown: () => gpio.readSync() === Gpio.HIGH,
    watch(onEdge, onLost) {
      onFault = onLost;
      gpio.watch((error, value) => (error ? onLost(error) : onEdge(value === Gpio.HIGH, 0)));
      return () => gpio.unwatchAll();
    },
    close: () => gpio.unexport(),
  };
}

/** A lamp from the pin to ground, off at first. @throws as above. */
export async function openGpioLamp(line: number): Promise<LampLine> {
  const { Gpio } = await import('onoff');
  const gpio: Gpio = new Gpio(line, 'low', 'none', { activeLow: false });
  return {
    set: (isOn) => gpio.writeSync(isOn ? Gpio.HIGH : Gpio.LOW),
    close() {
      try {
        gpio.writeSync(Gpio.LOW);
      } finally {
        gpio.unexport();
      }
    },
  };
}
