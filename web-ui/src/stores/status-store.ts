/** The status that the box sends, and the level of its sound. */
import { computed, signal } from '@preact/signals';
import type { Status } from '../../../device/api/contract/status.ts';
import { link, listen } from '../feed.ts';

export interface Levels {
  rmsDb: number;
  peakDb: number;
}

export const status = signal<Status | null>(null);
export const levels = signal<Levels | null>(null);
/** The newest sentence about a request that did not work. */
export const notice = signal<string | null>(null);

/** Levels come ten times a second. A whole second without one means that there is no sound. */
const LEVELS_MS = 1_000;

const receivedMs = signal(0);
const nowMs = signal(0);
setInterval(() => {
  nowMs.value = performance.now();
}, 500);

/** Seconds of the running seminar, counted on between two messages. */
export const sessionSeconds = computed(() => {
  const session = status.value?.session;
  if (!session) return 0;
  const moves = session.phase === 'running' && link.value === 'open';
  return session.seconds + (moves ? Math.max(0, nowMs.value - receivedMs.value) / 1000 : 0);
});

export function takeStatus(next: Status): void {
  status.value = next;
  receivedMs.value = performance.now();
  nowMs.value = receivedMs.value;
}

let levelsEnd: ReturnType<typeof setTimeout> | undefined;

listen({
  message(message) {
    if (message.type === 'status') takeStatus(message.status);
    else if (message.type === 'error') notice.value = message.error.message;
    else if (message.type === 'levels') {
      levels.value = message;
      clearTimeout(levelsEnd);
      levelsEnd = setTimeout(() => {
        levels.value = null;
      }, LEVELS_MS);
    }
  },
  lost() {
    levels.value = null;
  },
});
