/**
 * The view on show: the part of the address after `#`. The browser's back button then works, and nothing is reloaded.
 */
import { signal } from '@preact/signals';

export const VIEWS = ['seminar', 'recordings', 'devices', 'settings', 'box'] as const;
export type View = (typeof VIEWS)[number];

const fromAddress = (): View => VIEWS.find((view) => location.hash === `#${view}`) ?? 'seminar';

export const view = signal<View>(fromAddress());

window.addEventListener('hashchange', () => {
  view.value = fromAddress();
  window.scrollTo(0, 0);
});
