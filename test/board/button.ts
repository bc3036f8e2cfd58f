/** A finger on the virtual board's start button. The pauses are the board's own. */
import type { Board } from './board.ts';
import { LIVE, lampFile, REC } from './lamps.ts';

/** The contact of the line: pulled down it is closed. */
const PULL = 'pull=$(echo /sys/devices/platform/gpio-sim.0/gpiochip*/sim_gpio17/pull)';
const PRESS_SECONDS = 0.2;

export async function press(board: Board, { seconds = PRESS_SECONDS, times = 1 } = {}): Promise<void> {
  await board.sh(`${PULL}
    for _ in $(seq ${times}); do
      echo pull-down >$pull; sleep ${seconds}
      echo pull-up >$pull; sleep ${PRESS_SECONDS}
    done`);
}

/** Down from now on. */
export async function hold(board: Board): Promise<void> {
  await board.sh(`${PULL}; echo pull-down >$pull`);
}

export async function release(board: Board): Promise<void> {
  await board.sh(`${PULL}; echo pull-up >$pull`);
}

/** As a bad wire does it: the contact changes as fast as the board can. */
export async function rattle(board: Board, times: number): Promise<void> {
  await board.sh(`${PULL}
    for _ in $(seq ${times}); do echo pull-down >$pull; echo pull-up >$pull; done`);
}

/**
 * Presses, and looks at both lamps each millisecond until both have changed: milliseconds from the contact to each, null after
 * 3 s. A lamp that blinks is pressed upon right after it has changed by itself.
 */
export async function lampDelays(board: Board): Promise<{ rec: number | null; live: number | null }> {
  const program = `
    const { openSync, readSync, writeFileSync } = require('node:fs');
    const [pull, ...lamps] = process.argv.slice(1);
    const byte = Buffer.alloc(1);
    const fds = lamps.map((file) => openSync(file, 'r'));
    const read = (fd) => (readSync(fd, byte, 0, 1, 0), byte.toString());
    const pause = new Int32Array(new SharedArrayBuffer(4));
    const atFirst = read(fds[1]);
    for (const end = performance.now() + 1500; read(fds[1]) === atFirst && performance.now() < end; ) Atomics.wait(pause, 0, 0, 1);
    Atomics.wait(pause, 0, 0, 20);
    const before = fds.map(read);
    const delays = [null, null];
    const pressed = performance.now();
    writeFileSync(pull, 'pull-down');
    for (let now = pressed; now < pressed + 3000 && delays.includes(null); now = performance.now()) {
      fds.forEach((fd, at) => { if (read(fd) !== before[at]) delays[at] ??= performance.now() - pressed; });
      Atomics.wait(pause, 0, 0, 1);
    }
    Atomics.wait(pause, 0, 0, 100);
    writeFileSync(pull, 'pull-up');
    console.log(JSON.stringify({ rec: delays[0], live: delays[1] }));`;
  const said = await board.sh(`${PULL}
    ${lampFile('rec', REC)}
    ${lampFile('live', LIVE)}
    node -e "$(cat <<'PROGRAM'
${program}
PROGRAM
)" "$pull" "$rec" "$live"`);
  return JSON.parse(said) as { rec: number | null; live: number | null };
}
