/** A technician's browser at the page of a box: logged in, and every complaint of the page written down. */
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { Device } from '../box/device.ts';

const PATIENCE_MS = 60_000;

export interface Technician {
  page: Page;
  /** What the page threw or its policy refused; an answer that is an error is no complaint. */
  complaints: string[];
}

export async function openAsTechnician(
  browser: Browser,
  device: Device,
  options: BrowserContextOptions = {},
): Promise<Technician> {
  const { cookie } = await device.logIn();
  const at = cookie.indexOf('=');
  const context = await browser.newContext({ locale: 'en-GB', viewport: { width: 360, height: 640 }, ...options });
  context.setDefaultTimeout(PATIENCE_MS);
  await context.addCookies([{ name: cookie.slice(0, at), value: cookie.slice(at + 1), url: device.url }]);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    const isAnswer = /^Failed to load resource|WebSocket connection to/.test(message.text());
    if (message.type() === 'error' && !isAnswer) complaints.push(message.text());
  });
  return { page, complaints };
}

/** How far the page is wider than its window, in CSS pixels. */
export const sidewaysScroll = (page: Page) =>
  page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
