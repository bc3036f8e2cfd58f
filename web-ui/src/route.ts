/** Which view is shown: the part of the address after `#`, so that the browser's back button works and nothing is loaded anew. */
import { signal } from '@preact/signals';

export const VIEWS = ['seminar', 'recordings', 'devices', 'settings', 'box'] as const;
export type View = (typeof VIEWS)[number];

const fromAddress = (): View => VIEWS.find((view) => location.hash === `#${view}`) ?? 'seminar';

export const view = signal<View>(fromAddress());

window.addEventListener('hashchange', () => {
  view.value = fromAddress();
  window.scrollTo(0, 0);
});
