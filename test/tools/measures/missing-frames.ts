/** Enough that not all of them are late by chance. */
const LAST_PACKETS = 15;

/**
 * How much later the last packets are than they would be without loss, in frames. A muxer that gives late packets a later
 * time, and the ones after them their own again, loses nothing: what counts is the lateness that stays.
 * @param times of all packets in seconds, in the order in which they are stored.
 */
export function missingFrames(times: number[], perSecond: number): number {
  const lateness = times.map((seconds, index) => seconds - index / perSecond);
  const least = (values: number[]) => values.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
  return times.length === 0 ? 0 : Math.round((least(lateness.slice(-LAST_PACKETS)) - least(lateness)) * perSecond);
}
