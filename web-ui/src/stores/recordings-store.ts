/** The list of recordings, kept fresh while someone is logged in. */
import { computed, effect, signal } from '@preact/signals';
import type { ReceiptsWaiting } from '../../../device/api/contract/receipt.ts';
import type { Recording } from '../../../device/api/contract/recordings.ts';
import { BoxError, box } from '../api-client.ts';
import { link } from '../feed.ts';
import { access } from './access-store.ts';
import { status } from './status-store.ts';

/** Joining the parts of an hour takes about 20 s on the board. */
const FINISHING_MS = 5_000;
/** Recordings have their true names this long after the clock is set. */
const NAMED_MS = 15_000;

/** A receipt leaves at once where all is well. */
const SENT_MS = 10_000;

/**
 * A receipt is made after its recording: of three hours within two minutes on the board. The newest recording of an old
 * box may have none.
 */
const RECEIPT_WITHIN_MS = 300_000;

/** A page is a screen or two. A reload of everything on show asks for `REFRESH` at once. */
const PAGE = 50;
const REFRESH = 500;

/** The recordings on show, newest first: the head of the whole list. */
export const recordings = signal<Recording[] | null>(null);
export const total = signal(0);
export const loadingMore = signal(false);
export const receiptsWaiting = signal<ReceiptsWaiting['waiting']>([]);

let again: ReturnType<typeof setTimeout> | undefined;
/** Number of the newest load. Results of an older one are not shown. */
let loads = 0;
let receiptUntilMs = 0;

export async function loadRecordings(): Promise<void> {
  clearTimeout(again);
  const load = ++loads;
  try {
    const shown = Math.max(PAGE, recordings.peek()?.length ?? 0);
    const [page, { waiting }] = await Promise.all([firstOf(shown), box.receiptsWaiting()]);
    if (load !== loads) return;
    receiptsWaiting.value = waiting;
    total.value = page.total;
    recordings.value = page.list;
    if (page.list.some(isOnItsWay) || isReceiptAwaited(page.list)) again = setTimeout(loadRecordings, FINISHING_MS);
    else if (waiting.length > 0) again = setTimeout(loadRecordings, SENT_MS);
  } catch (error) {
    if (error instanceof BoxError && error.status === 401) access.value = await box.access();
  }
}

/** Parts without a reason: the talk has just ended, and its turn to be joined has not come yet. */
function isOnItsWay({ state, reason }: Recording): boolean {
  return state === 'finishing' || (state === 'parts' && reason === null);
}

function isReceiptAwaited([newest]: Recording[]): boolean {
  return newest?.state === 'ready' && !newest.hasReceipt && performance.now() < receiptUntilMs;
}

async function firstOf(count: number): Promise<{ list: Recording[]; total: number }> {
  const list: Recording[] = [];
  for (let before: string | null = null; ; ) {
    const page = await box.recordings(Math.min(count - list.length, REFRESH), before);
    list.push(...page.recordings);
    before = page.next ?? null;
    if (before === null || list.length >= count) return { list, total: page.total ?? list.length };
  }
}

let more: Promise<void> | null = null;

/**
 * Loads the next older ones. Concurrent callers wait for the same load. Throws the refusal of the box, or that it does
 * not answer.
 */
export function loadMore(): Promise<void> {
  more ??= loadNext().finally(() => {
    more = null;
  });
  return more;
}

async function loadNext(): Promise<void> {
  const shown = recordings.peek() ?? [];
  const last = shown.at(-1);
  if (!last) return;
  const load = loads;
  loadingMore.value = true;
  try {
    const page = await box.recordings(PAGE, last.id);
    if (load !== loads) return;
    total.value = page.total ?? 0;
    recordings.value = [...shown, ...page.recordings];
  } finally {
    loadingMore.value = false;
  }
}

const loggedIn = computed(() => access.value?.loggedIn ?? false);
const phase = computed(() => status.value?.session.phase);
const clockTrusted = computed(() => status.value?.clockTrusted ?? true);

/**
 * Loads at once, after logging in, after every step of a session, when the box is back and when its clock is set.
 * Returns the way to stop it.
 */
export function followRecordings(): () => void {
  let wasTrusted = clockTrusted.peek();
  return effect(() => {
    const reason = [loggedIn.value, phase.value, link.value, clockTrusted.value] as const;
    if (!reason[0]) recordings.value = null;
    else if (reason[2] === 'open') {
      receiptUntilMs = performance.now() + RECEIPT_WITHIN_MS;
      void loadRecordings();
      if (reason[3] && !wasTrusted) again = setTimeout(loadRecordings, NAMED_MS);
    }
    wasTrusted = reason[3];
  });
}
