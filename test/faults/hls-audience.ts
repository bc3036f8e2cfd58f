/** A player that keeps three segments: what it had to stand still for while the stream did not come. */
import { setTimeout as sleep } from 'node:timers/promises';

/** As hls.js with `liveSyncDurationCount: 3` on segments of 2 s. */
const BEHIND_SECONDS = 6;
const POLL_MS = 250;

export interface Audience {
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
    for (const [, duration = '0', name = ''] of text.matchAll(/#EXTINF:([\d.]+),[^\n]*\n([^#\n]+)/g)) {
      if (seen.has(name)) continue;
      seen.add(name);
      bufferedSeconds += Number(duration);
    }
    if (bufferedSeconds <= 0 && isPlaying) {
      isPlaying = false;
      bufferedSeconds = 0;
      standsSinceMs = nowMs;
    } else if (!isPlaying && bufferedSeconds >= (standsSinceMs === null ? BEHIND_SECONDS : 1)) {
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
