/** Reads `rtmp2sink`'s `stats`, which the binding gives as text: `GstRtmpConnectionStats, …, out-bytes-total=(guint64)N;`. */

/** Both 0 before the connection. */
export interface RtmpBytes {
  /** Handed to the network. */
  sent: number;
  /** Acknowledged by the server itself, in steps as large as it likes; 0 where it never does. */
  acknowledged: number;
}

export function rtmpBytes(stats: string): RtmpBytes {
  const read = (name: string) => Number(new RegExp(`${name}=\\(guint64\\)(\\d+)`).exec(stats)?.[1] ?? 0);
  return { sent: read('out-bytes-total'), acknowledged: read('out-bytes-acked') };
}
