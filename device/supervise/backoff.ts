/** The pause before the next try of something that failed. Pure. */
export interface BackoffPolicy {
  firstMs: number;
  longestMs: number;
  /** A life at least this long resets the back-off: the next failure starts again at `firstMs`. */
  goodLifeMs: number;
}

/** @param failures tries that failed in a row, the last one included (1 and up). */
export function backoffMs(policy: BackoffPolicy, failures: number): number {
  return Math.min(policy.longestMs, policy.firstMs * 2 ** Math.min(30, failures - 1));
}
