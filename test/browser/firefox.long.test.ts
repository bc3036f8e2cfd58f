/** The same pages in Debian's Firefox: another engine, driven by another library. */
import assert from 'node:assert/strict';
import test from 'node:test';
import puppeteer, { type Page } from 'puppeteer-core';
import { PASSWORD, startDevice } from '../tools/box/device.ts';

const FIREFOX = process.env.FIREFOX ?? '/usr/bin/firefox-esr';
const PATIENCE_MS = 40_000;

/** The library's own waiting and clicking evaluate text in the page, which the page's policy forbids; this does not. */
class Tab {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }

  async until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
    const deadline = performance.now() + PATIENCE_MS;
    while (performance.now() < deadline) {
      if (await holds()) return;
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    assert.fail(what);
  }

  sees(selector: string): Promise<void> {
    const isThere = () =>
      this.page.evaluate((wanted) => {
        const box = document.querySelector(wanted)?.getBoundingClientRect();
        return box !== undefined && box.width > 0;
      }, selector);
    return this.until(`${selector} is there`, isThere);
  }

  /** Puts the mouse on it. */
  async point(selector: string): Promise<void> {
    await this.sees(selector);
    const { x, y } = await this.page.evaluate((wanted) => {
      const element = document.querySelector(wanted) as Element;
      element.scrollIntoView({ block: 'center' });
      const box = element.getBoundingClientRect();
      return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    }, selector);
    await this.page.mouse.move(x, y);
  }

  async click(selector: string): Promise<void> {
    await this.point(selector);
    await this.page.mouse.down();
    await this.page.mouse.up();
  }

  plays(): Promise<void> {
    const isFurther = () => this.page.evaluate(() => (document.querySelector('video')?.currentTime ?? 0) > 1);
    return this.until('the video plays', isFurther);
  }

  /** What is shown there changes. */
  async moves(selector: string): Promise<void> {
    await this.sees(selector);
    const before = await this.#colours(selector);
    await this.until(`${selector} moves`, async () => {
      const now = await this.#colours(selector);
      return now > 0 && now !== before;
    });
  }

  #colours(selector: string): Promise<number> {
    return this.page.evaluate((wanted) => {
      const shown = document.querySelector<HTMLImageElement | HTMLVideoElement>(wanted);
      const canvas = document.createElement('canvas');
      canvas.width = 320;
      canvas.height = 180;
      const context = canvas.getContext('2d') as CanvasRenderingContext2D;
      if (shown) context.drawImage(shown, 0, 0, 320, 180);
      return context
        .getImageData(0, 0, 320, 180)
        .data.reduce((sum, value, at) => (at % 4 === 3 ? sum : sum + value), 0);
    }, selector);
  }
}

test('a talk in Firefox: claimed, started, seen on the page and in the room, stopped, played', async (t) => {
  const device = await startDevice(t, { settings: { room: { name: 'Amphi A', language: 'en' } } });
  const browser = await puppeteer.launch({
    browser: 'firefox',
    executablePath: FIREFOX,
    defaultViewport: { width: 500, height: 800 },
    extraPrefsFirefox: { 'intl.accept_languages': 'en', 'media.autoplay.default': 0 },
  });
  t.after(() => browser.close());
  const faults: string[] = [];
  const openTab = async (address: string) => {
    const tab = new Tab(await browser.newPage());
    tab.page.on('pageerror', (error) => faults.push(String(error)));
    await tab.page.goto(address);
    return tab;
  };
  const tab = await openTab(device.url);

  await t.test('started', async () => {
    await tab.click('.big');
    await tab.click('dialog input[type=password]');
    await tab.page.keyboard.type(PASSWORD);
    await tab.click('dialog button.main');
    await tab.sees('.lamp.rec.solid');
    await device.waitFor('it runs', ({ session }) => session.phase === 'running');
  });

  await t.test('picture and meter move', async () => {
    await tab.moves('.screen img');
    await tab.sees('.meter.good');
  });

  await t.test('viewers in the room see it', async () => {
    const viewer = await openTab(`${device.url}/watch`);
    await viewer.plays();
    await viewer.moves('video');
    await viewer.page.close();
  });

  await t.test('every view opens', async () => {
    for (const view of ['devices', 'settings', 'box', 'recordings']) {
      await tab.click(`nav a[href="#${view}"]`);
      await tab.sees(`main.${view} .card`);
    }
  });

  await t.test('held it stops, and the recording plays', async () => {
    await tab.click('nav a[href="#seminar"]');
    await tab.point('.big.holdable');
    await tab.page.mouse.down();
    await device.waitFor('the end slate', ({ session }) => session.phase === 'ending');
    await tab.page.mouse.up();
    device.press('end');
    await device.waitForLine('joined', (line) => line.includes('recording joined'));
    await tab.click('nav a[href="#recordings"]');
    await tab.click('.recordings button.main');
    await tab.plays();
  });
  assert.deepEqual(faults, []);
});
