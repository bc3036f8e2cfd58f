/** What the lamps of the board really show, asked of its kernel. */
import type { Board } from './board.ts';

/** BCM numbers as in the settings' defaults, and names of LEDs that the kernel drives. */
export const REC = { pin: 27, led: 'pupitre-rec' };
export const LIVE = { pin: 23, led: 'pupitre-live' };
export type Lamp = typeof REC;

/** A script that sets a variable to the file that holds a lamp's level: of the simulated pin, of the kernel's LED, or of the pin as the service has it. */
export function lampFile(name: string, { pin, led }: Lamp): string {
  return `${name}=
    for chip in /sys/class/gpio/gpiochip*; do
      case $(cat $chip/label) in pinctrl-bcm2835 | pinctrl-bcm2711 | pinctrl-rp1) ;; *) continue ;; esac
      file=/sys/class/gpio/gpio$(($(cat $chip/base) + ${pin}))/value
      [ ! -e $file ] || ${name}=$file
    done
    for file in /sys/class/leds/${led}/brightness /sys/devices/platform/gpio-sim.0/gpiochip*/sim_gpio${pin}/value; do
      [ ! -e $file ] || ${name}=$file
    done`;
}

/** Whether it is lit, `count` times, with a pause between two looks. A line that nobody has is dark. */
export async function lampLevels(board: Board, lamp: Lamp, count: number, pauseSeconds = 0.1): Promise<boolean[]> {
  const said = await board.sh(`${lampFile('lamp', lamp)}
    for _ in $(seq ${count}); do
      level=0
      [ -z "$lamp" ] || read -r level <$lamp
      echo $level
      sleep ${pauseSeconds}
    done`);
  return said.split('\n').map((level) => level !== '0');
}

/** A blip is 0.1 s in 4 s: looked at for longer than two of them, and in steps that do not pass over one on a slow board. */
export function blipLevels(board: Board, lamp: Lamp): Promise<boolean[]> {
  return lampLevels(board, lamp, 450, 0.02);
}

/** How many of them are lit, as `4 of 15`. */
export function litOf(levels: boolean[]): string {
  return `${levels.filter(Boolean).length} of ${levels.length}`;
}
