/** Turns edges of a push button's contact and the time into gestures. Pure; the caller keeps the state and a timer. */
import { assertNever } from '../assert-never.ts';

/**
 * The contact counts once it has been quiet for this long. Cheap push buttons bounce for 1 to 10 ms, worn ones for up
 * to 25. A quick press by hand lasts at least 60 ms, and 30 ms is a fifth of the time in which the lamps must answer.
 */
export const DEBOUNCE_MS = 30;

/**
 * The second press of a double begins within this time of the first release. By hand it takes 80 to 250 ms; desktops
 * allow 400 to 500, counted from the first press. A chapter mark comes later by as much, which nobody sees.
 */
export const DOUBLE_MS = 350;

/** Stop or dry run. Longer than any accidental press; the lamps answer while the button is held. */
export const HOLD_MS = 3000;

/** Power-off, and the password reset at start-up. Nobody holds the button this long without meaning it. */
export const LONG_HOLD_MS = 10_000;

/**
 * A hold at start-up counts when it is released within this time. A button that is stuck, or under a book, resets
 * nothing.
 */
export const START_UP_HOLD_MAX_MS = 60_000;

export type Gesture = 'short' | 'double' | 'hold' | 'longHold' | 'startUpHold';

export interface ButtonInput {
  /** An edge of the raw contact, or only the time. */
  type: 'down' | 'up' | 'tick';
  /** Monotonic: never smaller than before. */
  atMs: number;
}

type Press =
  | { kind: 'released' }
  | { kind: 'pressed'; sinceMs: number; ending: 'short' | 'double' | 'nothing'; isHeld: boolean }
  /**
   * Released after a short press. `answered`: the press was reported already; a second press only must not count as
   * another.
   */
  | { kind: 'betweenPresses'; sinceMs: number; answered: boolean }
  /** Down since before the service started: it means nothing until it is released. */
  | { kind: 'heldAtStart'; sinceMs: number }
  /** This hold has produced every gesture that it can. */
  | { kind: 'spent' };

export interface ButtonState {
  /** The contact as read, with its bounces. */
  contact: { isDown: boolean; sinceMs: number };
  press: Press;
}

export interface Recognised {
  state: ButtonState;
  /** Gestures in the order in which they happened; a late tick may bring several. */
  gestures: Gesture[];
}

export function initialButton(isDown: boolean, atMs: number): ButtonState {
  return {
    contact: { isDown, sinceMs: atMs },
    press: isDown ? { kind: 'heldAtStart', sinceMs: atMs } : { kind: 'released' },
  };
}

/** State of a button that was not listened to. If it is down, it means nothing until it is released. */
export function ignoredButton(isDown: boolean, atMs: number): ButtonState {
  return { contact: { isDown, sinceMs: atMs }, press: { kind: isDown ? 'spent' : 'released' } };
}

/** True while the button is down, bounces removed. The lamps answer to this at once, whatever the gesture will be. */
export function isPressed(state: ButtonState): boolean {
  return state.press.kind !== 'released' && state.press.kind !== 'betweenPresses';
}

/** Time of the next tick if no edge comes before; null while there is nothing to wait for. */
export function nextTickMs(state: ButtonState): number | null {
  const { contact, press } = state;
  if (contact.isDown !== isPressed(state)) return contact.sinceMs + DEBOUNCE_MS;
  if (press.kind === 'pressed') return press.sinceMs + (press.isHeld ? LONG_HOLD_MS : HOLD_MS);
  if (press.kind === 'betweenPresses') return press.sinceMs + DOUBLE_MS;
  return null;
}

/**
 * `doubleHasMeaning`: true if a double press would do something at present. If not, a short press is reported at its
 * release, without waiting for a second one.
 */
export function recognise(state: ButtonState, input: ButtonInput, doubleHasMeaning: boolean): Recognised {
  const gestures: Gesture[] = [];
  let now = state;
  // Timeouts before this input come first, in the order of time: the caller's timer may be late.
  for (let dueMs = nextTickMs(now); dueMs !== null && dueMs <= input.atMs; dueMs = nextTickMs(now)) {
    const next = fallDue(now, doubleHasMeaning);
    now = { contact: now.contact, press: next.press };
    if (next.gesture) gestures.push(next.gesture);
  }
  const isDown = input.type === 'tick' ? now.contact.isDown : input.type === 'down';
  if (isDown !== now.contact.isDown) now = { ...now, contact: { isDown, sinceMs: input.atMs } };
  return { state: now, gestures };
}

interface Due {
  press: Press;
  gesture?: Gesture;
}

function fallDue({ contact, press }: ButtonState, doubleHasMeaning: boolean): Due {
  const { sinceMs } = contact;
  switch (press.kind) {
    case 'released':
      return { press: { kind: 'pressed', sinceMs, ending: 'short', isHeld: false } };
    case 'betweenPresses': {
      const isSecond = contact.isDown;
      if (isSecond)
        return { press: { kind: 'pressed', sinceMs, ending: press.answered ? 'nothing' : 'double', isHeld: false } };
      return press.answered ? { press: { kind: 'released' } } : { press: { kind: 'released' }, gesture: 'short' };
    }
    case 'pressed':
      if (!contact.isDown) return release(press, sinceMs, doubleHasMeaning);
      return press.isHeld
        ? { press: { kind: 'spent' }, gesture: 'longHold' }
        : { press: { ...press, isHeld: true }, gesture: 'hold' };
    case 'heldAtStart': {
      const heldMs = sinceMs - press.sinceMs;
      const isReset = heldMs >= LONG_HOLD_MS && heldMs <= START_UP_HOLD_MAX_MS;
      return isReset ? { press: { kind: 'released' }, gesture: 'startUpHold' } : { press: { kind: 'released' } };
    }
    case 'spent':
      return { press: { kind: 'released' } };
    default:
      return assertNever(press);
  }
}

function release(press: Extract<Press, { kind: 'pressed' }>, atMs: number, doubleHasMeaning: boolean): Due {
  if (press.isHeld || press.ending === 'nothing') return { press: { kind: 'released' } };
  if (press.ending === 'double') return { press: { kind: 'released' }, gesture: 'double' };
  if (doubleHasMeaning) return { press: { kind: 'betweenPresses', sinceMs: atMs, answered: false } };
  return { press: { kind: 'betweenPresses', sinceMs: atMs, answered: true }, gesture: 'short' };
}
