/** A finger on the virtual board's start button. The pauses are the board's own. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Board } from './board.ts';
import { LIVE, lampFile, REC } from './lamps.ts';

/** The contact of the line: pulled down it is closed. */
const PULL = 'pull=$(echo /sys/devices/platform/gpio-sim.0/gpiochip*/sim_gpio17/pull)';
const PRESS_SECONDS = 0.2;
const MOST_TIMES = 3;
/** A second apart. */
const LOOKS = 30;

export async function press(board: Board, { seconds = PRESS_SECONDS, times = 1 } = {}): Promise<void> {
  await board.sh(`${PULL}
    for _ in $(seq ${times}); do
      echo pull-down >$pull; sleep ${seconds}
      echo pull-up >$pull; sleep ${PRESS_SECONDS}
    done`);
}

/**
 * Presses twice until it has had its effect, as a person does who sees no lamp change: pins of `/sys/class/gpio` have no times
 * of the kernel, and a board that is held up takes two presses for one. @returns how often
 */
export async function doublePress(board: Board, hasEffect: () => Promise<boolean>): Promise<number> {
  for (let times = 1; ; times++) {
    await press(board, { times: 2 });
    for (let looks = 0; looks < LOOKS; looks++) {
      if (await hasEffect()) return times;
      await sleep(1000);
    }
    if (times === MOST_TIMES) throw new Error(`pressed twice ${times} times, without an effect`);
  }
}

/** Lets go of the button, as a script. */
export const RELEASE = `${PULL}; echo pull-up >$pull`;

/** Down from now on. */
export async function hold(board: Board): Promise<void> {
  await board.sh(`${PULL}; echo pull-down >$pull`);
}

export async function release(board: Board): Promise<void> {
  await board.sh(RELEASE);
}

/** As a bad wire does it: the contact changes as fast as the board can. */
export async function rattle(board: Board, times: number): Promise<void> {
  await board.sh(`${PULL}
    for _ in $(seq ${times}); do echo pull-down >$pull; echo pull-up >$pull; done`);
}

export interface LampDelays {
  rec: number | null;
  live: number | null;
}

/** A press that does nothing but warm up: an emulated board takes 2 to 5 s for code that it has never run. */
const WARM_UP = 1;

/**
 * Presses so many times, a second apart, and looks at both lamps each millisecond until both have changed: milliseconds from
 * the contact to each, null after 3 s. A lamp that blinks is pressed upon right after it has changed by itself. One press
 * more comes first, which is not measured. `presses`: all of them.
 */
export async function lampDelays(board: Board, times: number): Promise<{ delays: LampDelays[]; presses: number }> {
  const program = `
    const { openSync, readSync, writeFileSync } = require('node:fs');
    const [pull, ...lamps] = process.argv.slice(1);
    const byte = Buffer.alloc(1);
    const fds = lamps.map((file) => openSync(file, 'r'));
    const read = (fd) => (readSync(fd, byte, 0, 1, 0), byte.toString());
    const word = new Int32Array(new SharedArrayBuffer(4));
    const pause = (ms) => Atomics.wait(word, 0, 0, ms);
    function press() {
      const atFirst = read(fds[1]);
      for (const end = performance.now() + 1500; read(fds[1]) === atFirst && performance.now() < end; ) pause(1);
      pause(20);
      const before = fds.map(read);
      const delays = [null, null];
      const pressed = performance.now();
      writeFileSync(pull, 'pull-down');
      for (let now = pressed; now < pressed + 3000 && delays.includes(null); now = performance.now()) {
        fds.forEach((fd, at) => { if (read(fd) !== before[at]) delays[at] ??= performance.now() - pressed; });
        pause(1);
      }
      pause(100);
      writeFileSync(pull, 'pull-up');
      pause(1000);
      return { rec: delays[0], live: delays[1] };
    }
    console.log(JSON.stringify(Array.from({ length: ${times + WARM_UP} }, press)));`;
  const said = await board.sh(`${PULL}
    ${lampFile('rec', REC)}
    ${lampFile('live', LIVE)}
    node -e "$(cat <<'PROGRAM'
${program}
PROGRAM
)" "$pull" "$rec" "$live"`);
  const delays = JSON.parse(said) as LampDelays[];
  return { delays: delays.slice(WARM_UP), presses: delays.length };
}

/** REC and LIVE of each, in milliseconds. */
export function shownDelays(delays: LampDelays[]): string {
  return delays.map(({ rec, live }) => `${rec?.toFixed(0)}/${live?.toFixed(0)}`).join(', ');
}
