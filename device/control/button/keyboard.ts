/**
 * The keyboard of a laptop or of the demo as the start button: space presses, `o` presses twice, `h` holds; `H` ends at
 * once; `R` forgets the password.
 */
import type { Readable } from 'node:stream';
import type { Clock } from '../../platform/clock.ts';

/**
 * Gestures of `SessionController.press`, and two more. `end`: stop at once, without the end slate. `startUpHold`: the
 * hold at start-up.
 */
export type KeyGesture = 'short' | 'double' | 'hold' | 'end' | 'startUpHold';

const KEYS = new Map<number, KeyGesture>([
  [0x20, 'short'],
  [0x6f, 'double'],
  [0x68, 'hold'],
  [0x48, 'end'],
  [0x52, 'startUpHold'],
]);
const CTRL_C = 0x03;
const ESCAPE = 0x1b;

/**
 * A key kept down repeats: first after 250 ms (Linux console) to 660 ms (X server), then every 30 to 100 ms. The same
 * key counts again only after a pause of this length, so that repeats leave no marks.
 */
const KEY_REPEAT_MS = 700;

/** `process.stdin`: a terminal has `setRawMode`, a pipe does not. */
export type KeyInput = Readable & { isTTY?: boolean; setRawMode?(isRaw: boolean): unknown };

export interface KeyboardOptions {
  input: KeyInput;
  clock: Clock;
  press(gesture: KeyGesture): void;
  /** Called for Ctrl-C, which a terminal in raw mode no longer turns into a signal. */
  interrupt(): void;
}

/** Listens until the returned function is called, which restores the terminal. The end of a pipe has no effect. */
export function listenToKeyboard({ input, clock, press, interrupt }: KeyboardOptions): () => void {
  const isTerminal = input.isTTY === true;
  let last = { byte: -1, atMs: 0 };

  const isRepeat = (byte: number) => {
    const atMs = clock.monotonicMs();
    const isSame = byte === last.byte && atMs - last.atMs < KEY_REPEAT_MS;
    last = { byte, atMs };
    return isTerminal && isSame;
  };
  const onData = (bytes: Buffer) => {
    // An arrow or function key comes as one chunk that may hold the letters of other keys.
    if (bytes[0] === ESCAPE) return;
    for (const byte of bytes) {
      if (isTerminal && byte === CTRL_C) return interrupt();
      const gesture = KEYS.get(byte);
      if (gesture && !isRepeat(byte)) press(gesture);
    }
  };
  // A terminal that goes away (EIO) takes only the keyboard with it.
  const onError = () => {};

  if (isTerminal) input.setRawMode?.(true);
  input.on('data', onData);
  input.on('error', onError);
  return () => {
    input.off('data', onData);
    input.pause();
    if (isTerminal) input.setRawMode?.(false);
  };
}
