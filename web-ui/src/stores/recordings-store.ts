/** The list of recordings, kept fresh while someone is logged in. */
import { computed, effect, signal } from '@preact/signals';
import type { ReceiptsWaiting } from '../../../device/api/contract/receipt.ts';
import type { Recording } from '../../../device/api/contract/recordings.ts';
import { BoxError, box } from '../api-client.ts';
import { link } from '../feed.ts';
import { access } from './access-store.ts';
import { status } from './status-store.ts';

/** Joining the parts of an hour takes some 20 s on the board. */
const FINISHING_MS = 5_000;
/** So long after the clock is set recordings have their true names. */
const NAMED_MS = 15_000;

/** A receipt is made some seconds after its recording, and goes at once where nothing is wrong. */
const SENT_MS = 10_000;

export const recordings = signal<Recording[] | null>(null);
export const receiptsWaiting = signal<ReceiptsWaiting['waiting']>([]);

let again: ReturnType<typeof setTimeout> | undefined;

export async function loadRecordings(): Promise<void> {
  clearTimeout(again);
  try {
    const [{ recordings: list }, { waiting }] = await Promise.all([box.recordings(), box.receiptsWaiting()]);
    receiptsWaiting.value = waiting;
    recordings.value = list.sort((one, other) => other.startedAt.localeCompare(one.startedAt));
    if (list.some(({ state }) => state === 'finishing')) again = setTimeout(loadRecordings, FINISHING_MS);
    else if (waiting.length > 0) again = setTimeout(loadRecordings, SENT_MS);
  } catch (error) {
    if (error instanceof BoxError && error.status === 401) access.value = await box.access();
  }
}

const loggedIn = computed(() => access.value?.loggedIn ?? false);
const phase = computed(() => status.value?.session.phase);
const clockTrusted = computed(() => status.value?.clockTrusted ?? true);

/** Loads now, after logging in, after each step of a session, when the box is back and when its clock is set. Returns the way to stop it. */
export function followRecordings(): () => void {
  let wasTrusted = clockTrusted.peek();
  return effect(() => {
    const reason = [loggedIn.value, phase.value, link.value, clockTrusted.value] as const;
    if (!reason[0]) recordings.value = null;
    else if (reason[2] === 'open') {
      void loadRecordings();
      if (reason[3] && !wasTrusted) again = setTimeout(loadRecordings, NAMED_MS);
    }
    wasTrusted = reason[3];
  });
}
