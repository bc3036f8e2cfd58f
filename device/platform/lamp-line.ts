/** A lamp that is on or off, wherever it is wired. All @throws when the system refuses. */
export interface LampLine {
  set(isOn: boolean): void;
  /** Where the kernel can do it: blinks from now on, beginning with on, without waking this process. Ends with `set`. */
  blink?(onMs: number, offMs: number): void;
  /** Off, and the line given back to the system. */
  close(): void;
}
