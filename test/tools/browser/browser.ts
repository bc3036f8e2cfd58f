/** Debian's Chromium for a test: headless, offline but for the page, gone with the test. */
import { type Browser, chromium } from 'playwright-core';
import type { Ending } from '../ending.ts';

const CHROMIUM = process.env.CHROMIUM ?? '/usr/bin/chromium';

export async function openBrowser(t: Ending): Promise<Browser> {
  const browser = await chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--autoplay-policy=no-user-gesture-required',
    ],
  });
  t.after(() => browser.close());
  return browser;
}
