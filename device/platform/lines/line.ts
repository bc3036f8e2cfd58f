/** A button's contact and a lamp, wherever they are wired. */

/** A contact that is down or up. */
export interface ButtonLine {
  isDown(): boolean;
  /**
   * Tells what the contact says after each edge, bounces and all, until the returned function is called. One listener
   * at a time. `onLost`: it can no longer be read.
   */
  watch(onEdge: (isDown: boolean) => void, onLost: (error: Error) => void): () => void;
  /** Gives the line back to the system. */
  close(): void;
}

/** A lamp that is on or off. All @throws when the system refuses. */
export interface LampLine {
  set(isOn: boolean): void;
  /** Where the kernel can do it: blinks from now on, beginning with on, without waking this process. Ends with `set`. */
  blink?(onMs: number, offMs: number): void;
  /** Off, and the line given back to the system. */
  close(): void;
}
