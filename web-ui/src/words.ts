/**
 * The language of the page: the one chosen on it, else the first of the browser's languages that it speaks, else
 * English.
 */
import type { Words } from './i18n/en.ts';

/** Each language is one file there, named by its code. */
const FILES = import.meta.glob<{ words: Words }>('./i18n/*.ts');
const CHOSEN = 'pupitre.language';

/** A language's name in that language. */
function nameOf(code: string): string {
  const name = new Intl.DisplayNames([code], { type: 'language' }).of(code) ?? code;
  return name.charAt(0).toLocaleUpperCase(code) + name.slice(1);
}

export const languages = Object.keys(FILES)
  .map((path) => path.slice('./i18n/'.length, -'.ts'.length))
  .map((code) => ({ code, name: nameOf(code) }));

export const isLanguage = (wanted: string) => languages.some(({ code }) => code === wanted);

export const language: string =
  [localStorage.getItem(CHOSEN) ?? '', ...navigator.languages].map((code) => code.slice(0, 2)).find(isLanguage) ?? 'en';

/** Set by `loadWords`, before anything is drawn. */
export let words: Words;

/** The help sheet speaks the room's language, every other page the reader's. */
export async function loadWords(code = language): Promise<void> {
  const file = await FILES[`./i18n/${code}.ts`]?.();
  if (file) words = file.words;
}

/** Reloads the page in the other language. It holds nothing that the box does not have. */
export function chooseLanguage(code: string): void {
  localStorage.setItem(CHOSEN, code);
  location.reload();
}
