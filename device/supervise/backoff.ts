/** How long to wait before the next try of something that failed. Pure. */
export interface BackoffPolicy {
  firstMs: number;
  longestMs: number;
  /** A life at least this long was a good one: the next failure starts again at `firstMs`. */
  goodLifeMs: number;
}

/** @param failures how many tries in a row have failed, the last one included (1 and up). */
export function backoffMs(policy: BackoffPolicy, failures: number): number {
  return Math.min(policy.longestMs, policy.firstMs * 2 ** Math.min(30, failures - 1));
}
