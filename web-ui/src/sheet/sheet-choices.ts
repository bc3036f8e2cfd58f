/** Choices for the sheet before it is printed. The free lines stay in this browser. */
import { effect, signal } from '@preact/signals';
import { language } from '../words.ts';

export const spoken = signal(language);
export const address = signal('');

function kept(name: string) {
  const key = `pupitre.sheet.${name}`;
  const line = signal(localStorage.getItem(key));
  effect(() => {
    if (line.value !== null) localStorage.setItem(key, line.value);
  });
  return line;
}

/** Null until it is known or typed. */
export const publicPage = kept('publicPage');
export const call = kept('call');
