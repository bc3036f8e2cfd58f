/** Reads `rtmp2sink`'s `stats`, which the binding gives as text: `GstRtmpConnectionStats, …, out-bytes-total=(guint64)N;`. */

/** Bytes handed to the network so far; 0 before the connection. */
export function outBytes(stats: string): number {
  return Number(/out-bytes-total=\(guint64\)(\d+)/.exec(stats)?.[1] ?? 0);
}
