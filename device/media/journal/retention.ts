/** Which recordings the box removes by itself. Pure; nothing else is ever removed without a person. */

const DAY_MS = 24 * 3600 * 1000;

/** A recording that is over: neither the running one nor one that is being joined. */
export interface KeptRecording {
  id: string;
  /** By a clock that was set; null where it was not. */
  startedMs: number | null;
  bytes: number;
  /** It is also somewhere else. */
  uploaded: boolean;
}

export interface RetentionFacts {
  recordings: KeptRecording[];
  /** Null while the clock cannot be believed: then nothing has an age. */
  nowMs: number | null;
  keepDays: number;
  /** How much more the disk should have free; 0 when it has enough. */
  missingBytes: number;
}

export interface Removal extends KeptRecording {
  why: 'expired' | 'uploaded';
}

/** Chooses recordings older than the settings keep them; when the disk needs room, also uploaded ones. Oldest first. */
export function dueForRemoval({ recordings, nowMs, keepDays, missingBytes }: RetentionFacts): Removal[] {
  const oldestFirst = recordings.toSorted(
    (one, other) => (one.startedMs ?? Number.POSITIVE_INFINITY) - (other.startedMs ?? Number.POSITIVE_INFINITY),
  );
  // One from the future has a negative age.
  const isExpired = ({ startedMs }: KeptRecording) =>
    nowMs !== null && startedMs !== null && nowMs - startedMs > keepDays * DAY_MS;
  const removals: Removal[] = oldestFirst.filter(isExpired).map((recording) => ({ ...recording, why: 'expired' }));
  let missing = removals.reduce((left, { bytes }) => left - bytes, missingBytes);
  for (const recording of oldestFirst) {
    if (missing <= 0) break;
    if (!recording.uploaded || isExpired(recording)) continue;
    removals.push({ ...recording, why: 'uploaded' });
    missing -= recording.bytes;
  }
  return removals;
}
