/**
 * The last minutes of every destination. The box keeps them, so that a page that has just been opened shows them too.
 */
import { computed, effect, signal } from '@preact/signals';
import type { History } from '../../../device/api/contract/history.ts';
import { box } from '../api-client.ts';
import { link } from '../feed.ts';
import { status } from './status-store.ts';

export const history = signal<History | null>(null);

const runs = computed(() => (status.value?.session.phase ?? 'ready') !== 'ready');

/** The time of two samples of the box. */
const EVERY_MS = 4_000;

/** Polls while a seminar runs and the page is visible. Returns the way to stop it. */
export function followHistory(): () => void {
  const load = async () => {
    if (document.hidden) return;
    history.value = await box.history().catch(() => history.value);
  };
  let timer: ReturnType<typeof setInterval> | undefined;
  const stop = effect(() => {
    clearInterval(timer);
    if (link.value !== 'open') return;
    void load();
    if (runs.value) timer = setInterval(load, EVERY_MS);
  });
  return () => {
    clearInterval(timer);
    stop();
  };
}
