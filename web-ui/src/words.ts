/** The page in the reader's language: the one chosen on it, else the first of the browser's that it speaks, else English. */
import type { Words } from './i18n/en.ts';

/** A language is its file in `i18n/` and its line here. */
const LANGUAGES = {
  en: { name: 'English', load: async () => (await import('./i18n/en.ts')).en },
  fr: { name: 'Français', load: async () => (await import('./i18n/fr.ts')).fr },
} satisfies Record<string, { name: string; load(): Promise<Words> }>;

export type Language = keyof typeof LANGUAGES;
export const languages = Object.entries(LANGUAGES).map(([code, { name }]) => ({ code: code as Language, name }));

const CHOSEN = 'pupitre.language';
export const isLanguage = (code: string): code is Language => code in LANGUAGES;

export const language: Language =
  [localStorage.getItem(CHOSEN) ?? '', ...navigator.languages].map((code) => code.slice(0, 2)).find(isLanguage) ?? 'en';

/** Set by `loadWords`, before anything is drawn. */
export let words: Words;

/** The help sheet speaks the room's language, every other page the reader's. */
export async function loadWords(code: Language = language): Promise<void> {
  words = await LANGUAGES[code].load();
}

/** The page starts anew in the other language: it holds nothing that the box does not have. */
export function chooseLanguage(code: Language): void {
  localStorage.setItem(CHOSEN, code);
  location.reload();
}
