/** A player that keeps three segments: what it had to stand still for while the stream did not come. */
import { setTimeout as sleep } from 'node:timers/promises';

/** As hls.js with `liveSyncDurationCount: 3`; a segment is 2 s. */
const SEGMENTS_BEHIND = 3;
const POLL_MS = 250;

export interface Audience {
  readonly isPlaying: boolean;
  /** Seconds stood since the last call, the longest stop in one piece. */
  stood(): number;
  leave(): Promise<void>;
}

/** Joins at once, begins to play when it has enough. `playlist`: address of an HLS media playlist. */
export function joinHls(playlist: string): Audience {
  const leaving = new AbortController();
  const seen = new Set<string>();
  let bufferedSeconds = 0;
  let isPlaying = false;
  let standsSinceMs: number | null = null;
  let longestMs = 0;
  let lookedMs = performance.now();

  const look = async () => {
    const text = await fetch(playlist, { signal: AbortSignal.timeout(2000) }).then(
      (answer) => (answer.ok ? answer.text() : ''),
      () => '',
    );
    const nowMs = performance.now();
    if (isPlaying) bufferedSeconds -= (nowMs - lookedMs) / 1000;
    lookedMs = nowMs;
    const segments = [...text.matchAll(/#EXTINF:([\d.]+),[^\n]*\n([^#\n]+)/g)];
    // Who comes late leaves out what was shown before.
    const missed = seen.size === 0 ? segments.length - SEGMENTS_BEHIND : 0;
    for (const [index, [, duration = '0', name = '']] of segments.entries()) {
      if (seen.has(name)) continue;
      seen.add(name);
      if (index >= missed) bufferedSeconds += Number(duration);
    }
    if (bufferedSeconds <= 0 && isPlaying) {
      isPlaying = false;
      bufferedSeconds = 0;
      standsSinceMs = nowMs;
    } else if (!isPlaying && (standsSinceMs === null ? seen.size >= SEGMENTS_BEHIND : bufferedSeconds >= 1)) {
      if (standsSinceMs !== null) longestMs = Math.max(longestMs, nowMs - standsSinceMs);
      standsSinceMs = null;
      isPlaying = true;
    }
  };
  const watch = async () => {
    while (!leaving.signal.aborted) {
      await look();
      await sleep(POLL_MS, undefined, { signal: leaving.signal }).catch(() => {});
    }
  };
  const done = watch();
  return {
    get isPlaying() {
      return isPlaying;
    },
    stood() {
      const openMs = standsSinceMs === null ? 0 : performance.now() - standsSinceMs;
      const seconds = Math.max(longestMs, openMs) / 1000;
      longestMs = 0;
      return seconds;
    },
    async leave() {
      leaving.abort();
      await done;
    },
  };
}
