/**
 * One real button: its line, the time and the rules of `gesture.ts`. Harmless when it is stuck or its wire picks up
 * noise.
 */
import type { Clock } from '../../platform/clock.ts';
import type { ButtonLine } from '../../platform/lines/line.ts';
import {
  type ButtonInput,
  type ButtonState,
  type Gesture,
  ignoredButton,
  initialButton,
  isPressed,
  nextTickMs,
  recognise,
} from './gesture.ts';
import { NoiseGuard } from './noise-guard.ts';

/** Longer than any hold with a meaning. */
export const STUCK_MS = 60_000;
/** A noisy line is ignored for this long, so that it costs no time. It then has to be calm for as long. */
export const CALM_MS = 1000;
/** A timer of Node is late by a millisecond or two. Later than this, the whole service stood still. */
const LATE_MS = 20;

export type ButtonTrouble = 'buttonNoisy' | 'buttonStuck' | 'buttonLost';

export interface PushButtonOptions {
  line: ButtonLine;
  clock: Clock;
  /** True if a double press would do something at present. */
  doubleHasMeaning(): boolean;
  /**
   * The button has gone down, bounces removed; the meaning of the press is not known yet. `isSecond`: right after
   * another.
   */
  onPress(isSecond: boolean): void;
  onGesture(gesture: Gesture): void;
  /** The trouble of the button, null when it is over. `tech` is for the log. */
  onTrouble(trouble: ButtonTrouble | null, tech: string): void;
}

export class PushButton {
  readonly #options: PushButtonOptions;
  readonly #noise = new NoiseGuard();
  #state: ButtonState;
  #isIgnored = false;
  #unwatch = () => {};
  /** Time of the last input. */
  #fedMs = Number.NEGATIVE_INFINITY;
  #cancelTick = () => {};
  #cancelStuck = () => {};
  #cancelCalm = () => {};
  #trouble: ButtonTrouble | null = null;

  /** @throws when the line cannot be read. */
  constructor(options: PushButtonOptions) {
    this.#options = options;
    const isDown = options.line.isDown();
    this.#state = initialButton(isDown, options.clock.monotonicMs());
    if (isDown) this.#watchStuck();
    this.#watch();
    this.#tickLater();
  }

  close(): void {
    this.#cancelAll();
    this.#options.line.close();
  }

  #watch(): void {
    this.#unwatch = this.#options.line.watch(
      (isDown, ageMs) => this.#edge(isDown, ageMs),
      (error) => this.#lost(error),
    );
  }

  /** By the time of the kernel: a service that stood still reads a double press late, and all of it at once. */
  #edge(isDown: boolean, ageMs: number): void {
    const atMs = Math.max(this.#fedMs, this.#options.clock.monotonicMs() - Math.max(0, ageMs));
    if (this.#noise.isNoise(atMs)) this.#ignore();
    if (this.#isIgnored) return;
    // The level is read after the edge. The same level again means that the contact has changed in between and is not
    // at rest.
    if (isDown === this.#state.contact.isDown) this.#feed({ type: isDown ? 'up' : 'down', atMs });
    this.#feed({ type: isDown ? 'down' : 'up', atMs });
  }

  #feed(input: ButtonInput): void {
    // One step of the state at a time, so that no press between two late inputs is overlooked.
    for (let dueMs = nextTickMs(this.#state); dueMs !== null && dueMs < input.atMs; dueMs = nextTickMs(this.#state)) {
      this.#step({ type: 'tick', atMs: dueMs });
    }
    this.#step(input);
    this.#fedMs = input.atMs;
    this.#tickLater();
  }

  #step(input: ButtonInput): void {
    const wasPressed = isPressed(this.#state);
    const isSecond = this.#state.press.kind === 'betweenPresses';
    const { state, gestures } = recognise(this.#state, input, this.#options.doubleHasMeaning());
    this.#state = state;
    if (isPressed(state) && !wasPressed) {
      this.#watchStuck();
      this.#options.onPress(isSecond);
    }
    if (!isPressed(state) && wasPressed) {
      this.#cancelStuck();
      if (this.#trouble === 'buttonStuck') this.#report(null, 'released');
    }
    for (const gesture of gestures) this.#options.onGesture(gesture);
  }

  #tickLater(): void {
    this.#cancelTick();
    const dueMs = nextTickMs(this.#state);
    if (dueMs === null) return;
    const { clock } = this.#options;
    const tick = () => this.#feed({ type: 'tick', atMs: clock.monotonicMs() });
    this.#cancelTick = clock.after(Math.max(0, dueMs - clock.monotonicMs()), () => {
      // Edges from the time in which it stood still come first: a press that is over is no hold.
      if (clock.monotonicMs() - dueMs > LATE_MS) this.#cancelTick = clock.after(0, tick);
      else tick();
    });
  }

  #watchStuck(): void {
    this.#cancelStuck = this.#options.clock.after(STUCK_MS, () =>
      this.#report('buttonStuck', `down for ${STUCK_MS} ms`),
    );
  }

  #ignore(): void {
    this.#cancelAll();
    this.#isIgnored = true;
    this.#report('buttonNoisy', 'more edges than a hand makes');
    this.#cancelCalm = this.#options.clock.after(CALM_MS, () => {
      this.#noise.reset();
      this.#cancelCalm = this.#options.clock.after(CALM_MS, () => this.#listenAgain());
      this.#watch();
    });
  }

  #listenAgain(): void {
    const { line, clock } = this.#options;
    try {
      this.#state = ignoredButton(line.isDown(), clock.monotonicMs());
    } catch (error) {
      this.#lost(error as Error);
      return;
    }
    this.#isIgnored = false;
    this.#report(null, 'calm again');
    if (isPressed(this.#state)) this.#watchStuck();
    this.#tickLater();
  }

  #lost(error: Error): void {
    this.#cancelAll();
    this.#report('buttonLost', error.message);
  }

  #report(trouble: ButtonTrouble | null, tech: string): void {
    if (trouble === this.#trouble) return;
    this.#trouble = trouble;
    this.#options.onTrouble(trouble, tech);
  }

  #cancelAll(): void {
    this.#unwatch();
    this.#cancelTick();
    this.#cancelStuck();
    this.#cancelCalm();
  }
}
