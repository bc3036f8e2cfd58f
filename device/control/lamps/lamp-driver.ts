/**
 * Drives the real lamps. The next change is computed from the clock, never from the last one. Nothing therefore drifts,
 * and REC and LIVE blink in step. Between changes the driver sleeps. A constant lamp, or one that the kernel blinks,
 * causes no wake-up.
 */
import type { Clock } from '../../platform/clock.ts';
import type { LampLine } from '../../platform/lines/line.ts';
import { LAMP_PATTERNS, type LampAnswer, type LampPattern, lampAt, periodMs } from './lamp-pattern.ts';
import type { LiveLamp, RecLamp } from './lamps.ts';

/** Long enough to be seen. It begins well within the 150 ms that a press may wait for its answer. */
export const ACKNOWLEDGE_MS = 120;
/** This late into a cycle a lamp can still be left to the kernel without being seen out of step. */
const IN_STEP_MS = 20;

export interface LampDriverOptions {
  clock: Clock;
  /** Null: the box has no such lamp. */
  rec: LampLine | null;
  live: LampLine | null;
  /** A lamp cannot be switched. The others go on. */
  onFault(error: Error): void;
}

interface Lamp {
  name: 'rec' | 'live';
  line: LampLine;
  pattern: LampPattern;
  /** The last state written. */
  shown: boolean | 'kernelBlinks' | null;
  /** The opposite of the lamp's state, while a press is acknowledged. */
  blip: boolean;
}

type Answer = LampAnswer & { startedMs: number; untilMs: number };

export class LampDriver {
  readonly #options: LampDriverOptions;
  readonly #rec: Lamp | null;
  readonly #live: Lamp | null;
  #blipUntilMs = Number.NEGATIVE_INFINITY;
  #answer: Answer | null = null;
  #cancel = () => {};

  constructor(options: LampDriverOptions) {
    this.#options = options;
    const lamp = (name: Lamp['name']): Lamp | null => {
      const line = options[name];
      return line && { name, line, pattern: false, shown: null, blip: false };
    };
    this.#rec = lamp('rec');
    this.#live = lamp('live');
    this.#update();
  }

  /** Shows this state from now on. A change ends the answer to a dry run: the state of the talk comes first. */
  show({ rec, live }: { rec: RecLamp; live: LiveLamp }): void {
    const isNew = [this.#change(this.#rec, LAMP_PATTERNS[rec]), this.#change(this.#live, LAMP_PATTERNS[live])];
    if (!isNew.includes(true)) return;
    this.#answer = null;
    this.#update();
  }

  /** Acknowledges a press: both lamps invert for a moment, whatever they show. */
  acknowledge(): void {
    const nowMs = this.#options.clock.monotonicMs();
    this.#answer = null;
    for (const lamp of this.#lamps) lamp.blip = !lampAt(lamp.pattern, nowMs).isOn;
    this.#blipUntilMs = nowMs + ACKNOWLEDGE_MS;
    this.#update();
  }

  /** Shows an answer; it replaces the answer before. */
  answer(answer: LampAnswer): void {
    const startedMs = this.#options.clock.monotonicMs();
    this.#answer = { ...answer, startedMs, untilMs: startedMs + answer.forMs };
    this.#update();
  }

  /** Switches the lamps off and releases their lines. Final. */
  close(): void {
    this.#cancel();
    for (const lamp of this.#lamps) this.#attempt(() => lamp.line.close());
  }

  get #lamps(): Lamp[] {
    return [this.#rec, this.#live].filter((lamp) => lamp !== null);
  }

  #update(): void {
    this.#cancel();
    const nowMs = this.#options.clock.monotonicMs();
    if (this.#answer && this.#answer.untilMs <= nowMs) this.#answer = null;
    const waits = this.#lamps.map((lamp) => this.#drive(lamp, nowMs)).filter((waitMs) => waitMs !== null);
    if (waits.length > 0) this.#cancel = this.#options.clock.after(Math.min(...waits), () => this.#update());
  }

  /** Returns the time in ms until the next look; null: not before a new state is shown. */
  #drive(lamp: Lamp, nowMs: number): number | null {
    if (nowMs < this.#blipUntilMs) {
      this.#write(lamp, lamp.blip);
      return this.#blipUntilMs - nowMs;
    }
    if (this.#answer) {
      const { startedMs, untilMs } = this.#answer;
      const { isOn, changesInMs } = lampAt(this.#answer[lamp.name], nowMs - startedMs);
      this.#write(lamp, isOn);
      return Math.min(changesInMs ?? Number.POSITIVE_INFINITY, untilMs - nowMs);
    }
    if (this.#leaveToKernel(lamp, nowMs)) return null;
    const { isOn, changesInMs } = lampAt(lamp.pattern, nowMs);
    this.#write(lamp, isOn);
    return changesInMs;
  }

  #change(lamp: Lamp | null, pattern: LampPattern): boolean {
    if (!lamp || lamp.pattern === pattern) return false;
    lamp.pattern = pattern;
    // The kernel must receive the new pattern: it still blinks the old one.
    if (lamp.shown === 'kernelBlinks') lamp.shown = null;
    return true;
  }

  /** Only at the beginning of a cycle, so that both lamps stay in step. */
  #leaveToKernel(lamp: Lamp, nowMs: number): boolean {
    if (lamp.shown === 'kernelBlinks') return true;
    const { line, pattern } = lamp;
    if (!line.blink || typeof pattern === 'boolean') return false;
    const [onMs, offMs] = pattern;
    if (onMs === undefined || offMs === undefined || pattern.length > 2 || nowMs % periodMs(pattern) > IN_STEP_MS)
      return false;
    lamp.shown = 'kernelBlinks';
    this.#attempt(() => line.blink?.(onMs, offMs));
    return true;
  }

  #write(lamp: Lamp, isOn: boolean): void {
    if (lamp.shown === isOn) return;
    lamp.shown = isOn;
    this.#attempt(() => lamp.line.set(isOn));
  }

  #attempt(act: () => void): void {
    try {
      act();
    } catch (error) {
      this.#options.onFault(error as Error);
    }
  }
}
