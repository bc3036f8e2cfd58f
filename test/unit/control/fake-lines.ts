/** Buttons and lamps without wires. */
import type { Clock } from '../../../device/platform/clock.ts';
import type { ButtonLine, EdgeListener, LampLine } from '../../../device/platform/lines/line.ts';

export class FakeButtonLine implements ButtonLine {
  down = false;
  isClosed = false;
  #onEdge: EdgeListener | null = null;
  #onLost: (error: Error) => void = () => {};

  isDown = (): boolean => this.down;

  watch(onEdge: EdgeListener, onLost: (error: Error) => void): () => void {
    this.#onEdge = onEdge;
    this.#onLost = onLost;
    return () => {
      this.#onEdge = null;
    };
  }

  close(): void {
    this.isClosed = true;
  }

  get isWatched(): boolean {
    return this.#onEdge !== null;
  }

  edge(isDown: boolean, ageMs = 0): void {
    this.down = isDown;
    this.#onEdge?.(isDown, ageMs);
  }

  lose(message: string): void {
    this.#onLost(new Error(message));
  }
}

/** Notes what it was told, and when. */
export class FakeLampLine implements LampLine {
  readonly told: [what: string, atMs: number][] = [];
  blink?: (onMs: number, offMs: number) => void;
  isOn = false;
  isClosed = false;
  readonly #clock: Clock;
  readonly #startMs: number;

  constructor(clock: Clock, { kernelBlinks = false } = {}) {
    this.#clock = clock;
    this.#startMs = clock.monotonicMs();
    if (kernelBlinks) this.blink = (onMs, offMs) => this.#note(`blink ${onMs} ${offMs}`);
  }

  set(isOn: boolean): void {
    this.isOn = isOn;
    this.#note(isOn ? 'on' : 'off');
  }

  close(): void {
    this.isOn = false;
    this.isClosed = true;
    this.#note('closed');
  }

  #note(what: string): void {
    this.told.push([what, this.#clock.monotonicMs() - this.#startMs]);
  }
}
