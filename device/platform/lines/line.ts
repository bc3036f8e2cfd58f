/** A button's contact and a lamp, wherever they are wired. */

export type EdgeListener = (isDown: boolean, ageMs: number) => void;

/** Older than any stall of the service: the time is by another clock, or the clock was set in between. */
const OLDEST_MS = 10_000;

/** An edge's age that can be believed; 0 for any other, and for none. */
export function believableAge(ageMs: number): number {
  return ageMs > 0 && ageMs < OLDEST_MS ? ageMs : 0;
}

/** A contact that is down or up. */
export interface ButtonLine {
  isDown(): boolean;
  /**
   * Reports the contact's level after each edge, bounces included, until the returned function is called. One listener at
   * a time. `ageMs`: how long ago the kernel saw the edge, 0 where it does not say. `onLost`: it can no longer be read.
   */
  watch(onEdge: EdgeListener, onLost: (error: Error) => void): () => void;
  /** Gives the line back to the system. */
  close(): void;
}

/** A lamp that is on or off. All @throws when the system refuses. */
export interface LampLine {
  set(isOn: boolean): void;
  /** Blinks from now on, beginning with on, without waking this process; only where the kernel can. Ends with `set`. */
  blink?(onMs: number, offMs: number): void;
  /** Off, and the line given back to the system. */
  close(): void;
}
