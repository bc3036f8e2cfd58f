/**
 * Draws the pictures that viewers see in place of the camera, in the languages of the box, into
 * `device/media/capture/programme/slates/`. Run by hand after a change of the words:
 * `node --import tsx image/slates/draw-slates.ts`.
 */
import { resolve } from 'node:path';
import { chromium } from 'playwright-core';
import type { SlateKind } from '../../device/media/capture/programme/slate.ts';
import type { Language } from '../../device/reason.ts';

const WORDS: Record<SlateKind, Record<Language, { title: string; line: string }>> = {
  privacy: {
    fr: { title: 'Hors antenne', line: 'Le son et l’image reprendront dans un instant.' },
    en: { title: 'Off the record', line: 'Sound and picture will be back in a moment.' },
  },
  end: {
    fr: { title: 'L’exposé est terminé', line: 'Merci de l’avoir suivi.' },
    en: { title: 'The talk has ended', line: 'Thank you for watching.' },
  },
  noCamera: {
    fr: { title: 'Pas d’image pour l’instant', line: 'Le son continue : la caméra n’est pas branchée.' },
    en: { title: 'No picture for the moment', line: 'The sound goes on: the camera is not plugged in.' },
  },
  dryRun: {
    fr: { title: 'Test technique', line: 'L’exposé n’a pas encore commencé.' },
    en: { title: 'Technical test', line: 'The talk has not begun yet.' },
  },
};

/** The capture scales it to the picture's size. */
const SIZE = { width: 1280, height: 720 };

const page = (
  lang: Language,
  { title, line }: { title: string; line: string },
) => `<!doctype html><html lang="${lang}"><style>
  body { margin: 0; height: 720px; display: grid; place-content: center; text-align: center; background: #16283d; color: #f4f1ea;
         font-family: "DejaVu Sans", sans-serif }
  h1 { font-size: 72px; margin: 0 0 28px } p { font-size: 34px; margin: 0; color: #b9c6d6 }
  hr { width: 160px; border: 0; height: 8px; background: #e0a458; margin: 0 auto 48px; border-radius: 4px }
</style><hr><h1>${title}</h1><p>${line}</p>`;

const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});
const tab = await browser.newPage({ viewport: SIZE });
for (const [kind, languages] of Object.entries(WORDS)) {
  for (const [language, words] of Object.entries(languages)) {
    await tab.setContent(page(language as Language, words));
    await tab.screenshot({
      path: resolve(import.meta.dirname, `../../device/media/capture/programme/slates/${kind}-${language}.png`),
    });
  }
}
await browser.close();
