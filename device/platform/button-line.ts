/** A contact that is down or up, wherever it is wired. */
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
